package dev.polyhead.speech;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The samples of a recording in which somebody speaks, and nothing else. Remembers where they stood. */
final class SpeechStream implements SampleStream {
    private static final int BLOCK = SpeechDetector.FRAME * 64;

    private final Recording kept;
    private final SpeechCutter cutter;
    private final SpeechDetector.Listening listening;
    private final Timeline timeline = new Timeline();
    private final Deque<SpeechSpan> spans = new ArrayDeque<>();
    private final long offset;
    private long heard;
    private boolean ended;
    private long spanAt; // within the first span
    private long given;

    /**
     * Filters a recording.
     *
     * @param offset sample of the whole recording with which the stream begins
     */
    SpeechStream(SampleStream all, SpeechDetector detector, VadOptions options, long offset) {
        this.offset = offset;
        kept = new Recording(all);
        cutter = new SpeechCutter(options);
        listening = detector.listen();
    }

    /** Where the samples that were read stood. */
    Timeline timeline() {
        return timeline;
    }

    /** Sample of the recording with which the stream begins. */
    long offset() {
        return offset;
    }

    /** Seconds of speech so far. */
    double speechSeconds() {
        return (double) given / LogMel.RATE;
    }

    /** The next span of speech, null at the end; its samples are then read by {@link #samples}. */
    @Nullable
    SpeechSpan next() throws IOException {
        while (spans.isEmpty() && !ended) {
            listen();
        }
        return spans.poll();
    }

    /** The samples of a span that {@link #next} gave; spans before it are forgotten. */
    float[] samples(SpeechSpan span) throws IOException {
        kept.forget(span.start());
        return kept.slice(span.start(), (int) span.length());
    }

    @Override
    public int read(float[] target, int from, int length) throws IOException {
        while (spans.isEmpty() && !ended) {
            listen();
        }
        SpeechSpan span = spans.peek();
        if (span == null) {
            return -1;
        }
        if (spanAt == 0) {
            timeline.add(new SpeechSpan(offset + span.start(), offset + span.end()));
        }
        int count = (int) Math.min(length, span.length() - spanAt);
        kept.forget(span.start() + spanAt);
        float[] some = kept.slice(span.start() + spanAt, count);
        System.arraycopy(some, 0, target, from, count);
        spanAt += count;
        if (spanAt == span.length()) {
            spans.remove();
            spanAt = 0;
        }
        return count;
    }

    private void listen() throws IOException {
        long before = heard;
        boolean more = kept.reaches(before + BLOCK - 1);
        float[] heardNow = kept.slice(before, BLOCK);
        heard += heardNow.length;
        for (float probability : listening.hear(heardNow, 0, heardNow.length)) {
            cutter.frame(probability);
        }
        if (!more) {
            for (float probability : listening.end()) {
                cutter.frame(probability);
            }
            cutter.end(heard);
            ended = true;
        }
        for (SpeechSpan span : cutter.take()) {
            if (span.length() > 0) {
                spans.add(span);
                given += span.length();
            }
        }
        if (spans.isEmpty()) {
            kept.forget(Math.min(heard, cutter.settled()));
        }
    }
}
