package dev.polyhead.speech;

import java.util.ArrayList;
import java.util.List;

/**
 * Hands the aligned words of a window out to its segments, and shortens those that the alignment stretched over a pause,
 * as OpenAI's Whisper does: next to the end of a sentence, after a pause, and at the ends of segments.
 */
final class WordTimes {
    private static final String SENTENCE_ENDS = ".。!！?？";

    private final List<TimedWord> words;
    private final double typical;
    private final double longest;
    private int next;

    /**
     * Words of one window.
     *
     * @param aligned in order, seconds from the beginning of the window
     */
    WordTimes(List<TimedWord> aligned, String prepended, String appended) {
        double[] lengths = aligned.stream()
                .mapToDouble(TimedWord::length)
                .filter(length -> length > 0)
                .sorted()
                .toArray();
        int half = lengths.length / 2;
        double median = lengths.length == 0
                ? 0
                : lengths.length % 2 == 1 ? lengths[half] : (lengths[half - 1] + lengths[half]) / 2;
        typical = Math.min(0.7, median);
        longest = 2 * typical;
        if (lengths.length > 0) {
            shortenBesideSentenceEnds(aligned);
        }
        words = WordGrouping.merged(aligned, prepended, appended);
    }

    private void shortenBesideSentenceEnds(List<TimedWord> aligned) {
        for (int i = 1; i < aligned.size(); i++) {
            TimedWord word = aligned.get(i);
            if (word.length() > longest) {
                if (SENTENCE_ENDS.contains(word.text)) {
                    word.end = word.start + longest;
                } else if (SENTENCE_ENDS.contains(aligned.get(i - 1).text)) {
                    word.start = word.end - longest;
                }
            }
        }
    }

    /**
     * Gives the next segment its words, and times that fit them.
     *
     * @param segment in the order of the window
     * @param textTokens how many of its tokens are text
     * @param offset seconds at which the window begins
     * @param lastSpeech seconds at which the speech before ended
     */
    Segment fill(Segment segment, int textTokens, double offset, double lastSpeech) {
        List<TimedWord> mine = new ArrayList<>();
        for (int tokens = 0; next < words.size() && tokens < textTokens; next++) {
            tokens += words.get(next).tokens;
            if (!words.get(next).text.isEmpty()) {
                mine.add(words.get(next));
            }
        }
        if (mine.isEmpty()) {
            return segment;
        }
        double start = segment.start() - offset;
        double end = segment.end() - offset;
        shortenAfterPause(mine, lastSpeech - offset);
        TimedWord first = mine.get(0);
        TimedWord last = mine.get(mine.size() - 1);
        if (start < first.end && start - 0.5 > first.start) {
            first.start = Math.max(0, Math.min(first.end - typical, start));
        } else {
            start = first.start;
        }
        if (end > last.start && end + 0.5 < last.end) {
            last.end = Math.max(last.start + typical, end);
        } else {
            end = last.end;
        }
        List<Word> published = mine.stream().map(word -> word.shifted(offset)).toList();
        return segment.withTimes(Math.round((start + offset) * 100) / 100.0, Math.round((end + offset) * 100) / 100.0)
                .withWords(published);
    }

    private void shortenAfterPause(List<TimedWord> mine, double lastSpeech) {
        TimedWord first = mine.get(0);
        TimedWord second = mine.size() > 1 ? mine.get(1) : null;
        boolean stretched = first.length() > longest || second != null && second.end - first.start > 2 * longest;
        if (first.end - lastSpeech > 4 * typical && stretched) {
            if (second != null && second.length() > longest) {
                double boundary = Math.max(second.end / 2, second.end - longest);
                first.end = boundary;
                second.start = boundary;
            }
            first.start = Math.max(0, first.end - longest);
        }
    }
}
