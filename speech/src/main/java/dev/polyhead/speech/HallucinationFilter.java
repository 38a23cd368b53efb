package dev.polyhead.speech;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds text that was made up over silence: words that are unlikely, or impossibly short or long, with silence around
 * them. The rules and numbers are OpenAI's Whisper's.
 */
final class HallucinationFilter {
    private static final String PUNCTUATION = "\"'“¿([{-\"'.。,，!！?？:：”)]}、";

    private HallucinationFilter() {}

    /** Whether the words of a segment look made up. */
    static boolean suspicious(@Nullable Segment segment) {
        if (segment == null || segment.words().isEmpty()) {
            return false;
        }
        List<Word> words = segment.words().stream()
                .filter(word -> !PUNCTUATION.contains(word.text()))
                .limit(8)
                .toList();
        double score = words.stream().mapToDouble(HallucinationFilter::score).sum();
        return score >= 3 || score + 0.01 >= words.size();
    }

    private static double score(Word word) {
        double duration = word.end() - word.start();
        double score = word.probability() < 0.15 ? 1 : 0;
        if (duration < 0.133) {
            score += (0.133 - duration) * 15;
        }
        return duration > 2 ? score + duration - 2 : score;
    }

    /** The first segment that has words, from an index on; null if there is none. */
    static @Nullable Segment nextWithWords(List<Segment> segments, int from) {
        for (Segment segment : segments.subList(from, segments.size())) {
            if (!segment.words().isEmpty()) {
                return segment;
            }
        }
        return null;
    }

    /**
     * Finds the first segment that was made up and has silence, or more of its kind, on both sides.
     *
     * @param offset seconds at which the window begins
     * @param length seconds of the window
     * @param lastSpeech seconds at which the speech before ended
     * @param silence seconds that count as silence
     * @return its index, or -1
     */
    static int find(List<Segment> segments, double offset, double length, double lastSpeech, double silence) {
        double last = lastSpeech;
        double windowEnd = offset + 30;
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            if (segment.words().isEmpty()) {
                continue;
            }
            if (suspicious(segment)) {
                Segment next = nextWithWords(segments, i + 1);
                double nextStart = next != null ? next.words().get(0).start() : offset + length;
                boolean before =
                        segment.start() - last > silence || segment.start() < silence || segment.start() - offset < 2;
                boolean after =
                        nextStart - segment.end() > silence || suspicious(next) || windowEnd - segment.end() < 2;
                if (before && after) {
                    return i;
                }
            }
            last = segment.end();
        }
        return -1;
    }
}
