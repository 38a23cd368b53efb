package dev.polyhead.speech;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Transcribes one window after the other, each beginning where the timestamps of the one before say that speech went on,
 * and told what was said there. Radford et al. 2022, section 4.5.
 */
final class SequentialLoop {
    private static final int WINDOW = WindowDecoder.FRAMES * LogMel.HOP;
    private static final int CONTEXT = 223;
    /** Louder than nothing: below a peak of -84 dB there is nothing to hear, and the model would make something up. */
    private static final float SILENCE = 6e-5f;
    /** A tenth of a second: no word is shorter, and the model would say "you". */
    private static final int SHORTEST = LogMel.RATE / 10;

    private final Run run;
    private final TranscriptionOptions options;
    private final Recording recording;
    private final List<SpeechSpan> clips;
    private final Place place;
    private final int[] hotwords;
    private List<Integer> context;
    private double lastSpeech;
    private long seek;
    private int[] given;

    /** Where things stood before silence was left out. */
    interface Place {
        /** Original sample of a sample that is listened to. */
        long sample(long listened);

        Segment segment(Segment listened);
    }

    SequentialLoop(
            Run run, Recording recording, List<SpeechSpan> clips, Place place, long seek, List<Integer> context) {
        this.run = run;
        this.recording = recording;
        this.clips = clips;
        this.place = place;
        this.seek = seek;
        options = run.options();
        hotwords = Prompt.encode(run.tokens(), options.hotwords());
        given = seek > 0 ? new int[0] : Prompt.beginning(run.tokens(), options.prefix(), !options.withoutTimestamps());
        this.context = context.isEmpty() && seek == 0
                ? Prompt.list(Prompt.encode(run.tokens(), options.initialPrompt()))
                : context;
    }

    void run() throws IOException {
        for (SpeechSpan clip : clips) {
            seek = Math.max(seek, clip.start());
            recording.forget(seek);
            while (seek < clip.end() && recording.reaches(seek + LogMel.HOP - 1) && run.goesOn(place.sample(seek))) {
                window(clip.end());
                recording.forget(seek);
                run.checkpoint(place.sample(seek), Prompt.tail(context, CONTEXT));
            }
        }
    }

    private void window(long clipEnd) throws IOException {
        float[] samples = recording.slice(seek, (int) Math.min(WINDOW, clipEnd - seek));
        if (silent(samples)) {
            seek += samples.length;
            return;
        }
        double offset = (double) seek / LogMel.RATE;
        double length = (double) samples.length / LogMel.RATE;
        int[] told = Prompt.told(run.tokens(), hotwords, context, CONTEXT + 1);
        WindowTask task = run.submit(samples, told, given, offset, false);
        given = new int[0];
        DecodedWindow window = run.await(task);
        if (run.nobodySpeaks(window, samples)) {
            seek += samples.length;
            return;
        }
        WindowSegments found = WindowSegments.of(window, run.tokens(), offset, length, false);
        long next = seek + Math.round(found.consumed() * LogMel.RATE);
        if (options.wordTimestamps()) {
            found = found.withWords(
                    window, Objects.requireNonNull(task.begins()), run.tokens(), options, offset, lastSpeech);
            double end = found.lastWordEnd();
            if (found.openEnd() && end > offset) {
                next = samples(end);
            }
            if (options.hallucinationSilenceThreshold() != null) {
                Skipped skipped = withoutHallucinations(
                        found, options.hallucinationSilenceThreshold(), offset, samples.length, next);
                found = skipped.kept;
                next = skipped.next;
            }
            lastSpeech = Double.isNaN(found.lastWordEnd()) ? lastSpeech : found.lastWordEnd();
        }
        take(found, window);
        seek = Math.max(next, seek + LogMel.HOP); // a window that says nothing must not be heard for ever
    }

    private record Skipped(WindowSegments kept, long next) {}

    private Skipped withoutHallucinations(WindowSegments found, double silence, double offset, int count, long after) {
        long next = after;
        double length = (double) count / LogMel.RATE;
        double end = found.lastWordEnd();
        if (found.openEnd() && end > offset) {
            next = offset + 30 - end > silence ? samples(end) : seek + count;
        }
        Segment first = HallucinationFilter.nextWithWords(found.segments(), 0);
        if (first != null && HallucinationFilter.suspicious(first) && first.start() - offset > silence) {
            return new Skipped(found.withSegments(List.of(), 0), seek + samples(first.start() - offset));
        }
        int made = HallucinationFilter.find(found.segments(), offset, length, lastSpeech, silence);
        if (made < 0) {
            return new Skipped(found, next);
        }
        Segment segment = found.segments().get(made);
        next = samples(Math.max(offset + 1, segment.start()));
        if (offset + length - segment.end() < silence && count < WINDOW) {
            next = seek + count;
        }
        return new Skipped(found.withSegments(found.segments().subList(0, made), 0), next);
    }

    private void take(WindowSegments found, DecodedWindow window) {
        List<Integer> more = new ArrayList<>(context);
        for (Segment segment : found.segments()) {
            if (segment.start() == segment.end() || segment.text().isBlank()) {
                continue;
            }
            segment.tokens().forEach(token -> more.add(token.id()));
            run.finished(place.segment(segment));
        }
        boolean forget =
                !options.conditionOnPreviousText() || window.temperature() > options.promptResetOnTemperature();
        context = forget ? List.of() : Prompt.tail(more, CONTEXT);
    }

    /** Whether there is nothing to hear: too quiet, or over before anybody could have said a word. */
    static boolean silent(float[] samples) {
        if (samples.length < SHORTEST) {
            return true;
        }
        for (float each : samples) {
            if (Math.abs(each) > SILENCE) {
                return false;
            }
        }
        return true;
    }

    private static long samples(double seconds) {
        return Math.round(seconds * LogMel.RATE);
    }
}
