package dev.polyhead.speech;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.generation.Encoded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One window on its way through the queue: what is heard, what is asked, and what has come of it so far. */
final class WindowTask {
    /** Whoever waits for the window. */
    interface Owner {
        /** Thrown when nobody waits any more. */
        Cancellation gone();

        /** Whether there is time for another try. */
        boolean hasTime();

        /** Hears the tokens written so far. */
        void partial(int[] ids);
    }

    /** What must be equal for windows to be decoded side by side. */
    record Key(int temperature, int promptLength, int given, TranscriptionOptions search) {}

    private final Object client;
    private final TranscriptionOptions options;
    private final int[] told;
    private final int[] given;
    private final Owner owner;
    private final SpokenLanguage language;
    private final List<DecodedWindow> tried = new ArrayList<>();
    private float @Nullable [] features;
    private final int frames;
    private final boolean endsInSilence;
    private @Nullable Encoded encoded;
    private int temperature;
    private @Nullable DecodedWindow result;
    private double @Nullable [] begins;
    private @Nullable Throwable failure;

    /**
     * A window to decode.
     *
     * @param client windows of one client take turns with those of others
     * @param features log-mel picture
     * @param frames how many encoder frames hold sound
     * @param endsInSilence whether nobody speaks where the window ends
     * @param told tokens before the start token: what was said before; empty for nothing
     * @param given tokens that the answer begins with; empty for none
     * @param language what is spoken, as far as is known
     */
    WindowTask(
            Object client,
            float[] features,
            int frames,
            boolean endsInSilence,
            int[] told,
            int[] given,
            SpokenLanguage language,
            TranscriptionOptions options,
            Owner owner) {
        this.client = client;
        this.features = features;
        this.frames = frames;
        this.endsInSilence = endsInSilence;
        this.told = told;
        this.given = given;
        this.language = language;
        this.options = options;
        this.owner = owner;
    }

    Object client() {
        return client;
    }

    /** Only what steers the search takes part, so that requests that differ in the rest share a batch. */
    Key key(WhisperTokens tokens) {
        int opening = (tokens.languages().isEmpty() ? 1 : 3) + (options.withoutTimestamps() ? 1 : 0);
        TranscriptionOptions search = TranscriptionOptions.builder()
                .beamSize(options.beamSize())
                .bestOf(options.bestOf())
                .patience(options.patience())
                .lengthPenalty(options.lengthPenalty())
                .repetitionPenalty(options.repetitionPenalty())
                .noRepeatNgramSize(options.noRepeatNgramSize())
                .temperatures(List.of(options.temperatures().get(temperature)))
                .suppressBlank(options.suppressBlank())
                .suppressTokens(options.suppressTokens())
                .withoutTimestamps(options.withoutTimestamps())
                .maxInitialTimestamp(options.maxInitialTimestamp())
                .maxNewTokens(options.maxNewTokens())
                .seed(options.seed())
                .build();
        return new Key(temperature, told.length + opening + given.length, given.length, search);
    }

    TranscriptionOptions options() {
        return options;
    }

    Owner owner() {
        return owner;
    }

    /** Whether nobody waits for it any more. */
    boolean abandoned() {
        return owner.gone().cancelled();
    }

    float @Nullable [] features() {
        return features;
    }

    int frames() {
        return frames;
    }

    /** Seconds of sound that the answer has to cover; 0 if the window may end in the middle of a word. */
    double secondsToHear() {
        return endsInSilence ? frames * WhisperTokens.TIME_PRECISION : 0;
    }

    SpokenLanguage language() {
        return language;
    }

    int[] prompt(WhisperTokens tokens) {
        int[] opening = tokens.opening(language.code(), options.task(), options.withoutTimestamps());
        int[] prompt = Arrays.copyOf(told, told.length + opening.length + given.length);
        System.arraycopy(opening, 0, prompt, told.length, opening.length);
        System.arraycopy(given, 0, prompt, told.length + opening.length, given.length);
        return prompt;
    }

    /** How many tokens at the end of the prompt belong to the answer. */
    int given() {
        return given.length;
    }

    /** The whole answer: what it had to begin with, and what was written after that. */
    int[] whole(int[] written) {
        int[] whole = Arrays.copyOf(given, given.length + written.length);
        System.arraycopy(written, 0, whole, given.length, written.length);
        return whole;
    }

    double temperature() {
        return options.temperatures().get(temperature);
    }

    @Nullable
    Encoded encoded() {
        return encoded;
    }

    /** Keeps the encoder's answer for another try; the picture is not needed any more. */
    void keep(Encoded mine) {
        encoded = mine;
        features = null;
    }

    /**
     * Takes an answer.
     *
     * @param mayRetry whether there is time for another try
     * @return whether this is the end; otherwise the window goes back into the queue at the next temperature
     */
    boolean settle(DecodedWindow answer, boolean mayRetry) {
        tried.add(answer);
        if (!needsFallback(answer)) {
            result = answer;
        } else if (!mayRetry || temperature + 1 >= options.temperatures().size()) {
            result = leastBad();
        } else {
            temperature++;
        }
        return result != null;
    }

    private boolean needsFallback(DecodedWindow answer) {
        boolean repetitive = options.compressionRatioThreshold() != null
                && answer.compressionRatio() > options.compressionRatioThreshold();
        boolean unlikely = options.logProbThreshold() != null && answer.avgLogProb() < options.logProbThreshold();
        boolean silent =
                options.noSpeechThreshold() != null && answer.noSpeechProb() > options.noSpeechThreshold() && unlikely;
        return (repetitive || unlikely) && !silent;
    }

    /** The likeliest of all tries, of those that do not repeat themselves if there are any. */
    private DecodedWindow leastBad() {
        Double threshold = options.compressionRatioThreshold();
        List<DecodedWindow> varied = threshold == null
                ? tried
                : tried.stream()
                        .filter(each -> each.compressionRatio() <= threshold)
                        .toList();
        DecodedWindow best = null;
        for (DecodedWindow each : varied.isEmpty() ? tried : varied) {
            if (best == null || each.avgLogProb() > best.avgLogProb()) {
                best = each;
            }
        }
        return Objects.requireNonNull(best);
    }

    void begins(double[] times) {
        begins = times;
    }

    /** Seconds at which every token of the result begins, and the end; null if nobody asked. */
    double @Nullable [] begins() {
        return begins;
    }

    void fail(Throwable cause) {
        failure = cause;
    }

    boolean done() {
        return result != null || failure != null;
    }

    /** The answer; only once {@link #done()}. */
    DecodedWindow result() {
        if (failure instanceof RuntimeException cause) {
            throw cause;
        }
        if (failure != null) {
            throw new IllegalStateException("The window could not be decoded.", failure);
        }
        return Objects.requireNonNull(result);
    }

    /** Gives the encoder's memory back. */
    void release() {
        if (encoded != null) {
            encoded.close();
            encoded = null;
        }
    }
}
