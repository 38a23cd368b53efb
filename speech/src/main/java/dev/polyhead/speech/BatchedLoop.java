package dev.polyhead.speech;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Transcribes windows side by side: the recording is cut where nobody speaks into windows of at most 30 s, and no window
 * waits for the one before. What a window's timestamps leave over is heard again in a window of its own.
 */
final class BatchedLoop {
    private static final int WINDOW = WindowDecoder.FRAMES * LogMel.HOP;
    private static final int SHORTEST_REST = (int) (HearOutRule.SHORTEST_REST * LogMel.RATE);

    private final Run run;
    private final SpeechStream stream;
    private final int[] told;
    private int[] given = new int[0];
    private final Deque<Pending> pending = new ArrayDeque<>();
    private @Nullable SpeechSpan ahead;
    private boolean exhausted;

    /** A window on its way. */
    private record Pending(float[] samples, Timeline timeline, boolean endsInSilence, WindowTask task) {}

    BatchedLoop(Run run, SpeechStream stream) {
        this.run = run;
        this.stream = stream;
        List<Integer> context =
                Prompt.list(Prompt.encode(run.tokens(), run.options().initialPrompt()));
        told = Prompt.told(
                run.tokens(), Prompt.encode(run.tokens(), run.options().hotwords()), context, 224);
    }

    void run(long position) throws IOException {
        if (position == 0) {
            TranscriptionOptions options = run.options();
            given = Prompt.beginning(run.tokens(), options.prefix(), !options.withoutTimestamps());
        }
        long done = position;
        while (run.goesOn(done)) {
            while (!exhausted && waiting() < run.options().batchSize()) {
                cut();
            }
            Pending next = pending.poll();
            if (next == null) {
                break;
            }
            done = finish(next);
            run.checkpoint(done, List.of());
        }
    }

    private long waiting() {
        return pending.stream().filter(each -> !each.task.done()).count();
    }

    /** Joins spans of speech to a window, as many as it holds. */
    private void cut() throws IOException {
        Timeline timeline = new Timeline();
        float[] samples = new float[0];
        while (!exhausted) {
            SpeechSpan span = ahead != null ? ahead : stream.next();
            ahead = null;
            if (span == null) {
                exhausted = true;
            } else if (samples.length > 0 && samples.length + span.length() > WINDOW) {
                ahead = span;
                break;
            } else {
                float[] more = stream.samples(span);
                int before = samples.length;
                samples = Arrays.copyOf(samples, before + more.length);
                System.arraycopy(more, 0, samples, before, more.length);
                timeline.add(new SpeechSpan(stream.offset() + span.start(), stream.offset() + span.end()));
            }
        }
        for (int from = 0; from < samples.length; from += WINDOW) { // a span is longer only by its padding
            float[] part = Arrays.copyOfRange(samples, from, Math.min(samples.length, from + WINDOW));
            submit(part, timeline.from(from), from + WINDOW >= samples.length, pending::addLast);
        }
    }

    private void submit(float[] samples, Timeline timeline, boolean endsInSilence, Consumer<Pending> where) {
        if (!SequentialLoop.silent(samples)) {
            double start = (double) timeline.originalStart(0) / LogMel.RATE;
            WindowTask task = run.submit(samples, told, given, start, endsInSilence);
            where.accept(new Pending(samples, timeline, endsInSilence, task));
            given = new int[0];
        }
    }

    /** Takes a window's answer, and says up to which sample everything is finished. */
    private long finish(Pending next) {
        DecodedWindow window = run.await(next.task);
        TranscriptionOptions options = run.options();
        double length = (double) next.samples.length / LogMel.RATE;
        if (run.nobodySpeaks(window, next.samples)) {
            return next.timeline.originalEnd(next.samples.length);
        }
        WindowSegments found = WindowSegments.of(window, run.tokens(), 0, length, next.endsInSilence);
        if (options.wordTimestamps()) {
            found = found.withWords(window, Objects.requireNonNull(next.task.begins()), run.tokens(), options, 0, 0);
        }
        List<Segment> segments = new ArrayList<>(found.segments());
        if (options.hallucinationSilenceThreshold() != null) {
            int made = HallucinationFilter.find(segments, 0, length, 0, options.hallucinationSilenceThreshold());
            if (made >= 0) {
                segments.remove(made);
            }
        }
        for (Segment segment : segments) {
            if (segment.start() < segment.end() && !segment.text().isBlank()) {
                run.finished(next.timeline.restore(segment));
            }
        }
        int consumed = (int) Math.min(next.samples.length, Math.round(found.consumed() * LogMel.RATE));
        if (consumed > 0 && next.samples.length - consumed >= SHORTEST_REST) {
            float[] rest = Arrays.copyOfRange(next.samples, consumed, next.samples.length);
            submit(rest, next.timeline.from(consumed), next.endsInSilence, pending::addFirst);
            return next.timeline.originalStart(consumed);
        }
        return next.timeline.originalEnd(next.samples.length);
    }
}
