package dev.polyhead.speech;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.runtime.Cancelled;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One transcription: what is asked, who listens, and what has been found. Its loop is elsewhere. For one thread. */
final class Run implements AutoCloseable {
    private final TranscriptionOptions options;
    private final TranscriptionListener listener;
    private final Cancellation cancellation;
    private final Cancellation gone = new Cancellation();
    private final Cancellation.Registration told;
    private final WhisperTokens tokens;
    private final WindowQueue queue;
    private final LogMel logMel;
    private final @Nullable SpeechDetector detector;
    private final long deadline;
    private final double total;
    private final List<Segment> segments = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final SpokenLanguage language;
    private boolean languageTold;
    private boolean outOfTime;

    Run(
            TranscriptionOptions options,
            TranscriptionListener listener,
            Cancellation cancellation,
            WhisperTokens tokens,
            WindowQueue queue,
            LogMel logMel,
            @Nullable SpeechDetector detector,
            double total,
            TranscriptionState from) {
        this.options = options;
        this.listener = listener;
        this.cancellation = cancellation;
        told = cancellation.onCancel(gone::cancel);
        this.tokens = tokens;
        this.queue = queue;
        this.logMel = logMel;
        this.detector = detector;
        this.total = total;
        deadline = options.timeBudget() == null
                ? Long.MAX_VALUE
                : System.nanoTime() + options.timeBudget().toNanos();
        String told = options.language() != null ? Languages.code(options.language()) : from.language();
        language = new SpokenLanguage(told == null && tokens.languages().isEmpty() ? "en" : told);
        if (!from.languages().isEmpty()) {
            language.found(from.languages());
        }
        languageTold = language.known();
        segments.addAll(from.segments());
    }

    TranscriptionOptions options() {
        return options;
    }

    WhisperTokens tokens() {
        return tokens;
    }

    SpokenLanguage language() {
        return language;
    }

    List<Segment> segments() {
        return segments;
    }

    List<String> warnings() {
        return warnings;
    }

    double total() {
        return total;
    }

    /**
     * Whether to begin another window.
     *
     * @param position sample that would be next
     * @throws Cancelled if somebody asked for it
     */
    boolean goesOn(long position) {
        if (cancellation.cancelled()) {
            throw new Cancelled();
        }
        if (!hasTime() && !outOfTime) {
            outOfTime = true;
            warnings.add(String.format(
                    Locale.ROOT,
                    "The time budget of %s was used up after %.1f s of the recording; the rest is not transcribed.",
                    String.valueOf(options.timeBudget()).substring(2).toLowerCase(Locale.ROOT),
                    (double) position / LogMel.RATE));
        }
        return !outOfTime;
    }

    private boolean hasTime() {
        return deadline == Long.MAX_VALUE || System.nanoTime() - deadline < 0;
    }

    /**
     * Puts a window into the queue.
     *
     * @param told tokens of what was said before
     * @param given tokens that the answer begins with
     * @param start seconds at which the window begins
     * @param endsInSilence whether nobody speaks where it ends
     */
    WindowTask submit(float[] samples, int[] told, int[] given, double start, boolean endsInSilence) {
        float[] picture = new float[logMel.bands() * WindowDecoder.FRAMES];
        logMel.draw(samples, 0, samples.length, WindowDecoder.FRAMES, picture, 0);
        int frames = Math.min(WindowDecoder.FRAMES / 2, (LogMel.frames(samples.length) + 1) / 2);
        SpokenLanguage spoken =
                options.multilingual() && options.language() == null ? new SpokenLanguage(null) : language;
        WindowTask task = new WindowTask(
                this, picture, Math.max(1, frames), endsInSilence, told, given, spoken, options, new Waiting(start));
        queue.add(task);
        return task;
    }

    /** Waits for a window. */
    DecodedWindow await(WindowTask task) {
        queue.await(task);
        DecodedWindow result = task.result();
        if (cancellation.cancelled()) {
            throw new Cancelled();
        }
        if (options.multilingual() && !language.known()) {
            language.found(task.language().probabilities());
        }
        if (!languageTold) {
            languageTold = true;
            if (!language.probabilities().isEmpty()) {
                listener.language(language.probabilities().get(0));
            }
        }
        return result;
    }

    /**
     * Whether a window counts as silent: the model thinks so, and either is not sure of what it wrote or the detector
     * hears nobody. Noise is enough for the model to be sure of a phrase that subtitles end with.
     */
    boolean nobodySpeaks(DecodedWindow window, float[] samples) {
        if (options.noSpeechThreshold() == null || window.noSpeechProb() <= options.noSpeechThreshold()) {
            return false;
        }
        boolean unsure = options.logProbThreshold() == null || window.avgLogProb() <= options.logProbThreshold();
        return unsure
                || detector != null && detector.detect(samples, options.vad()).isEmpty();
    }

    /** Takes a finished segment. */
    void finished(Segment segment) {
        Segment numbered = segment.withId(segments.size());
        segments.add(numbered);
        listener.segment(numbered);
    }

    /** Everything before this sample is finished. */
    void checkpoint(long position, List<Integer> context) {
        listener.progress((double) position / LogMel.RATE, total);
        listener.checkpoint(new TranscriptionState(
                position, language.known() ? language.code() : null, language.probabilities(), context, segments));
    }

    /** Nothing that it has put into the queue is waited for any more. */
    @Override
    public void close() {
        told.close();
        gone.cancel();
        queue.forget(this);
    }

    /** What a window's owner hears. */
    private final class Waiting implements WindowTask.Owner {
        private final double start;
        private @Nullable String last;

        Waiting(double start) {
            this.start = start;
        }

        @Override
        public Cancellation gone() {
            return gone;
        }

        @Override
        public boolean hasTime() {
            return Run.this.hasTime();
        }

        @Override
        public void partial(int[] ids) {
            if (listener == TranscriptionListener.NONE) {
                return;
            }
            String text = tokens.decode(ids);
            if (!text.equals(last) && !text.endsWith("\uFFFD")) {
                last = text;
                listener.partial(start, text);
            }
        }
    }
}
