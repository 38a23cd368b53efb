package dev.polyhead.speech;

import java.util.List;

/**
 * A stretch of speech between two timestamps.
 *
 * @param id its number in the transcript, from 0
 * @param start seconds from the beginning of the recording
 * @param end seconds from the beginning of the recording
 * @param text what was said, with the blank before it
 * @param tokens as they were written, timestamps included
 * @param temperature at which they were written
 * @param avgLogProb mean log-probability of the whole window's tokens
 * @param compressionRatio how much zlib shrinks the whole window's text
 * @param noSpeechProb probability that nobody speaks in the window
 * @param words the words, if they were asked for
 */
public record Segment(
        int id,
        double start,
        double end,
        String text,
        List<Token> tokens,
        double temperature,
        double avgLogProb,
        double compressionRatio,
        double noSpeechProb,
        List<Word> words) {
    public Segment {
        tokens = List.copyOf(tokens);
        words = List.copyOf(words);
    }

    Segment withId(int number) {
        return new Segment(
                number, start, end, text, tokens, temperature, avgLogProb, compressionRatio, noSpeechProb, words);
    }

    Segment withTimes(double from, double to) {
        return new Segment(id, from, to, text, tokens, temperature, avgLogProb, compressionRatio, noSpeechProb, words);
    }

    Segment withWords(List<Word> found) {
        return new Segment(
                id, start, end, text, tokens, temperature, avgLogProb, compressionRatio, noSpeechProb, found);
    }
}
