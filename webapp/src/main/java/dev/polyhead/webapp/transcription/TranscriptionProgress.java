package dev.polyhead.webapp.transcription;

import dev.polyhead.speech.LanguageProbability;
import dev.polyhead.speech.Segment;
import dev.polyhead.speech.TranscriptionListener;
import dev.polyhead.speech.TranscriptionState;
import dev.polyhead.webapp.jobs.JobContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows the transcription of one job: tells its listeners, and saves what is final. Segments go to a file, a line
 * each; the checkpoint says how many of them count, so a crash between the two loses and doubles nothing.
 */
final class TranscriptionProgress implements TranscriptionListener {
    private static final long PARTIAL_EVERY_NANOS = 120_000_000L;

    private final JobContext job;
    private final TranscriptFile file;
    private final Checkpoint before;
    private final List<Segment> earlier;
    private final long started = System.nanoTime();
    private int saved;
    private long lastPartial;

    TranscriptionProgress(JobContext job, TranscriptFile file) throws IOException {
        this.job = job;
        this.file = file;
        before = job.checkpoint(Checkpoint.class).orElse(Checkpoint.NONE);
        earlier = file.keepFirst(before.segments());
        saved = earlier.size();
        earlier.forEach(this::segment);
    }

    /**
     * Where to go on.
     *
     * @param position sample before which everything is final
     * @param language its code, if it is known
     * @param languages how likely each language is, if it was found
     * @param context tokens that the next window is told
     * @param segments how many are final
     * @param tookSeconds how long the runs so far took
     */
    record Checkpoint(
            long position,
            @Nullable String language,
            List<LanguageProbability> languages,
            List<Integer> context,
            int segments,
            double tookSeconds) {
        static final Checkpoint NONE = new Checkpoint(0, null, List.of(), List.of(), 0, 0);
    }

    /** Where earlier runs got to. */
    TranscriptionState from() {
        return new TranscriptionState(
                before.position(), before.language(), before.languages(), before.context(), earlier);
    }

    /** How long all runs took. */
    double tookSeconds() {
        return before.tookSeconds() + (System.nanoTime() - started) / 1e9;
    }

    @Override
    public void segment(Segment segment) {
        job.emit("segment", SegmentView.of(segment));
    }

    @Override
    public void partial(double start, String text) {
        long now = System.nanoTime();
        if (now - lastPartial > PARTIAL_EVERY_NANOS) {
            lastPartial = now;
            job.emitLatest("partial", new Partial(start, text));
        }
    }

    @Override
    public void language(LanguageProbability language) {
        job.emitLatest("language", language);
    }

    @Override
    public void progress(double seconds, double total) {
        boolean known = total > 0;
        job.progress(
                known ? seconds / total : 0,
                known ? SegmentView.clock(seconds) + " / " + SegmentView.clock(total) : SegmentView.clock(seconds));
    }

    @Override
    public void checkpoint(TranscriptionState state) {
        List<Segment> all = state.segments();
        try {
            file.append(all.subList(Math.min(saved, all.size()), all.size()));
        } catch (IOException e) {
            throw new UncheckedIOException("The segments cannot be saved.", e);
        }
        saved = all.size();
        job.save(new Checkpoint(
                state.position(), state.language(), state.languages(), state.context(), saved, tookSeconds()));
    }

    /** Text that may still change. */
    record Partial(double start, String text) {}
}
