package dev.polyhead.webapp.transcription;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.polyhead.speech.Segment;
import java.util.List;
import java.util.Locale;

/** A segment as {@code .json} and the events of a job show it; names as in OpenAI's verbose JSON. */
record SegmentView(
        int id,
        double start,
        double end,
        String text,
        double temperature,
        @JsonProperty("avg_logprob") double avgLogProb,
        @JsonProperty("compression_ratio") double compressionRatio,
        @JsonProperty("no_speech_prob") double noSpeechProb,
        List<WordView> words) {

    static SegmentView of(Segment segment) {
        return new SegmentView(
                segment.id(),
                segment.start(),
                segment.end(),
                segment.text(),
                segment.temperature(),
                segment.avgLogProb(),
                segment.compressionRatio(),
                segment.noSpeechProb(),
                segment.words().stream()
                        .map(word -> new WordView(word.text(), word.start(), word.end(), word.probability()))
                        .toList());
    }

    /** When it begins, for people: 1:05 or 1:02:05. */
    public String clock() {
        return clock(start);
    }

    static String clock(double seconds) {
        long whole = Math.max(0, (long) seconds);
        return whole >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }

    /** A word, with the blank before it. */
    record WordView(String word, double start, double end, double probability) {}
}
