package dev.polyhead.speech;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A decoded window cut into segments at its timestamps.
 *
 * @param segments in order, times in seconds of the recording (or of what is listened to of it)
 * @param consumed seconds of the window after which the next one begins
 * @param openEnd whether the answer ends in the middle of the window, so that words may say better where speech ended
 */
record WindowSegments(List<Segment> segments, double consumed, boolean openEnd) {
    /**
     * Cuts a window.
     *
     * @param offset seconds at which the window begins
     * @param length seconds of sound in the window
     * @param endsInSilence whether nobody speaks where the window ends, so that a segment without an end ends there
     */
    static WindowSegments of(
            DecodedWindow window, WhisperTokens tokens, double offset, double length, boolean endsInSilence) {
        List<Integer> ids = window.ids();
        int count = ids.size();
        boolean singleEnding =
                count >= 2 && !tokens.isTimestamp(ids.get(count - 2)) && tokens.isTimestamp(ids.get(count - 1));
        List<Integer> cuts = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            if (tokens.isTimestamp(ids.get(i - 1)) && tokens.isTimestamp(ids.get(i))) {
                cuts.add(i);
            }
        }
        List<Segment> segments = new ArrayList<>();
        if (cuts.isEmpty()) {
            double end = length;
            for (int i = count - 1; i >= 0; i--) {
                if (tokens.isTimestamp(ids.get(i))) {
                    if (ids.get(i) != tokens.firstTimestamp()) {
                        end = tokens.seconds(ids.get(i));
                    }
                    break;
                }
            }
            segments.add(segment(window, tokens, 0, count, offset, offset + within(0, end, length)));
            return new WindowSegments(segments, length, !singleEnding);
        }
        if (singleEnding) {
            cuts.add(count);
        }
        int from = 0;
        for (int to : cuts) {
            double start = tokens.isTimestamp(ids.get(from)) ? tokens.seconds(ids.get(from)) : 0;
            double end = within(start, tokens.seconds(ids.get(to - 1)), length);
            segments.add(segment(window, tokens, from, to, offset + start, offset + end));
            from = to;
        }
        if (endsInSilence && from < count - 1) {
            double start = tokens.seconds(ids.get(from));
            segments.add(segment(window, tokens, from, count, offset + start, offset + Math.max(start, length)));
            return new WindowSegments(segments, length, true);
        }
        double consumed = singleEnding ? length : tokens.seconds(ids.get(from - 1));
        return new WindowSegments(segments, consumed, !singleEnding);
    }

    /** The model counts in the 30 s that it sees, the last of which may be padding: nothing ends after the sound. */
    private static double within(double start, double end, double length) {
        return start < length ? Math.min(end, length) : end;
    }

    private static Segment segment(
            DecodedWindow window, WhisperTokens tokens, int from, int to, double start, double end) {
        List<Token> mine = new ArrayList<>();
        for (int i = from; i < to; i++) {
            int id = window.ids().get(i);
            mine.add(new Token(id, tokens.show(id), window.logProbabilities().get(i)));
        }
        String text = tokens.decode(mine.stream().mapToInt(Token::id).toArray());
        return new Segment(
                0,
                start,
                end,
                text,
                mine,
                window.temperature(),
                window.avgLogProb(),
                window.compressionRatio(),
                window.noSpeechProb(),
                List.of());
    }

    /**
     * Gives the segments their words.
     *
     * @param begins seconds of the window at which each token begins, and the end
     * @param lastSpeech seconds at which the speech before ended
     */
    WindowSegments withWords(
            DecodedWindow window,
            double[] begins,
            WhisperTokens tokens,
            TranscriptionOptions options,
            double offset,
            double lastSpeech) {
        int written =
                segments.stream().mapToInt(segment -> segment.tokens().size()).sum();
        int[] at = IntStream.range(0, Math.min(written, begins.length - 1))
                .filter(i -> window.ids().get(i) < tokens.end())
                .toArray();
        int[] text = new int[at.length];
        double[] starts = new double[at.length];
        double[] ends = new double[at.length];
        float[] probabilities = new float[at.length];
        for (int i = 0; i < at.length; i++) {
            text[i] = window.ids().get(at[i]);
            starts[i] = begins[at[i]];
            ends[i] = begins[at[i] + 1];
            probabilities[i] = (float) Math.exp(window.logProbabilities().get(at[i]));
        }
        List<TimedWord> aligned =
                WordAligner.words(WordGrouping.words(tokens, text, window.language()), starts, ends, probabilities);
        WordTimes times = new WordTimes(aligned, options.prependPunctuations(), options.appendPunctuations());
        List<Segment> filled = new ArrayList<>();
        double last = lastSpeech;
        for (Segment segment : segments) {
            int count = (int) segment.tokens().stream()
                    .filter(token -> token.id() < tokens.end())
                    .count();
            Segment with = times.fill(segment, count, offset, last);
            last = with.words().isEmpty() ? last : with.end();
            filled.add(with);
        }
        return new WindowSegments(filled, consumed, openEnd);
    }

    WindowSegments withSegments(List<Segment> others, double consumedInstead) {
        return new WindowSegments(List.copyOf(others), consumedInstead, openEnd);
    }

    /** Where the last word ends, in seconds; NaN without words. */
    double lastWordEnd() {
        for (int i = segments.size() - 1; i >= 0; i--) {
            List<Word> words = segments.get(i).words();
            if (!words.isEmpty()) {
                return words.get(words.size() - 1).end();
            }
        }
        return Double.NaN;
    }
}
