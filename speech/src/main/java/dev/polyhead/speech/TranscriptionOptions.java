package dev.polyhead.speech;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a recording is transcribed; names and defaults are those of faster-whisper.
 *
 * @param language code such as {@code de}; null to detect it
 * @param task write down, or translate into English
 * @param beamSize hypotheses kept by beam search at temperature 0; 1 is greedy
 * @param bestOf samples drawn at a temperature above 0, of which the likeliest counts
 * @param patience finished hypotheses waited for, as a multiple of the beam size (Kasai et al. 2022)
 * @param lengthPenalty exponent of the length by which a hypothesis' log-probability is divided
 * @param repetitionPenalty divides (or multiplies, if negative) the logits of tokens that were written already; 1 for none
 * @param noRepeatNgramSize no sequence of so many tokens comes twice; 0 for no such rule
 * @param temperatures tried in order until an answer passes both thresholds
 * @param compressionRatioThreshold a text that zlib shrinks more than this is repetitive and tried again; null never
 * @param logProbThreshold an answer of a lower average log-probability is tried again; null never
 * @param noSpeechThreshold above this probability of no speech a window whose log-probability is too low counts as silent; null never
 * @param conditionOnPreviousText whether a window is told what the one before said
 * @param promptResetOnTemperature above this temperature the text is not told to the next window
 * @param initialPrompt text told to the first window, for names and style
 * @param prefix text that the first window's answer begins with
 * @param hotwords words told to every window
 * @param suppressBlank whether an answer may not begin with a blank or its end
 * @param suppressTokens tokens never written; -1 stands for the symbols that the checkpoint lists
 * @param withoutTimestamps whether only text is written, a window at a time
 * @param maxInitialTimestamp latest first timestamp of a window, in seconds
 * @param wordTimestamps whether the time of every word is found
 * @param prependPunctuations marks that belong to the word after them
 * @param appendPunctuations marks that belong to the word before them
 * @param multilingual whether the language is detected anew in every window
 * @param vadFilter whether silence is left out before anything is transcribed
 * @param vad what counts as silence
 * @param maxNewTokens most tokens of a window's answer; 0 for what the model can hold
 * @param clipTimestamps begin, end, begin, end … of the parts that are transcribed, in seconds; the last end may be missing; empty for all
 * @param hallucinationSilenceThreshold with word times, silence longer than this around an unlikely text is skipped, in seconds; null never
 * @param languageDetectionThreshold a language at least this likely is taken at once
 * @param languageDetectionSegments windows listened to until one passes that threshold
 * @param batchSize windows decoded side by side; above 1 the recording is cut where nobody speaks and no window knows the one before
 * @param timeBudget when it is used up, what has been transcribed is returned with a warning; null for no limit
 * @param seed of the sampling at temperatures above 0
 */
public record TranscriptionOptions(
        @Nullable String language,
        Task task,
        int beamSize,
        int bestOf,
        double patience,
        double lengthPenalty,
        double repetitionPenalty,
        int noRepeatNgramSize,
        List<Double> temperatures,
        @Nullable Double compressionRatioThreshold,
        @Nullable Double logProbThreshold,
        @Nullable Double noSpeechThreshold,
        boolean conditionOnPreviousText,
        double promptResetOnTemperature,
        @Nullable String initialPrompt,
        @Nullable String prefix,
        @Nullable String hotwords,
        boolean suppressBlank,
        List<Integer> suppressTokens,
        boolean withoutTimestamps,
        double maxInitialTimestamp,
        boolean wordTimestamps,
        String prependPunctuations,
        String appendPunctuations,
        boolean multilingual,
        boolean vadFilter,
        VadOptions vad,
        int maxNewTokens,
        List<Double> clipTimestamps,
        @Nullable Double hallucinationSilenceThreshold,
        double languageDetectionThreshold,
        int languageDetectionSegments,
        int batchSize,
        @Nullable Duration timeBudget,
        long seed) {

    /** What is written. */
    public enum Task {
        /** The words that are spoken. */
        TRANSCRIBE,
        /** The words that are spoken, in English. */
        TRANSLATE
    }

    public TranscriptionOptions {
        atLeast("beam_size", beamSize, 1);
        atLeast("best_of", bestOf, 1);
        atLeast("no_repeat_ngram_size", noRepeatNgramSize, 0);
        atLeast("max_new_tokens", maxNewTokens, 0);
        atLeast("language_detection_segments", languageDetectionSegments, 1);
        atLeast("batch_size", batchSize, 1);
        atMost("beam_size", beamSize, 32);
        atMost("best_of", bestOf, 32);
        atMost("batch_size", batchSize, 64);
        positive("patience", patience);
        positive("repetition_penalty", repetitionPenalty);
        within("prompt_reset_on_temperature", promptResetOnTemperature, 0, 10);
        within("length_penalty", lengthPenalty, -10, 10);
        within("max_initial_timestamp", maxInitialTimestamp, 0, 30);
        within("language_detection_threshold", languageDetectionThreshold, 0, 1);
        if (noSpeechThreshold != null) {
            within("no_speech_threshold", noSpeechThreshold, 0, 1);
        }
        if (compressionRatioThreshold != null) {
            within("compression_ratio_threshold", compressionRatioThreshold, 0, 1000);
        }
        if (logProbThreshold != null) {
            within("log_prob_threshold", logProbThreshold, -1000, 0);
        }
        if (hallucinationSilenceThreshold != null) {
            within("hallucination_silence_threshold", hallucinationSilenceThreshold, 0, 3600);
            if (!wordTimestamps) {
                throw new IllegalArgumentException(
                        "hallucination_silence_threshold needs the times of words. Set word_timestamps as well.");
            }
        }
        temperatures = List.copyOf(temperatures);
        if (temperatures.isEmpty()) {
            throw new IllegalArgumentException("temperature must name at least one value, such as 0.");
        }
        for (double temperature : temperatures) {
            within("temperature", temperature, 0, 10);
        }
        suppressTokens = List.copyOf(suppressTokens);
        clipTimestamps = List.copyOf(clipTimestamps);
        double last = 0;
        for (double time : clipTimestamps) {
            if (!(time >= last)) {
                throw new IllegalArgumentException(
                        "clip_timestamps must be seconds that do not go back, not %s. Give begin,end,begin,end …"
                                .formatted(clipTimestamps));
            }
            last = time;
        }
        if (timeBudget != null && (timeBudget.isNegative() || timeBudget.isZero())) {
            throw new IllegalArgumentException(
                    "time_budget must be longer than nothing, not %s.".formatted(timeBudget));
        }
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException("%s must be at least %d, not %d.".formatted(name, least, value));
        }
    }

    private static void atMost(String name, int value, int most) {
        if (value > most) {
            throw new IllegalArgumentException("%s must be at most %d, not %d.".formatted(name, most, value));
        }
    }

    private static void positive(String name, double value) {
        if (!(value > 0 && value <= 1000)) {
            throw new IllegalArgumentException("%s must be above 0 and at most 1000, not %s.".formatted(name, value));
        }
    }

    private static void within(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    "%s must be between %s and %s, not %s.".formatted(name, least, most, value));
        }
    }

    /** Beam 5, no voice activity detection, one window after the other. */
    public static TranscriptionOptions defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The same options, to change some of them. */
    public Builder toBuilder() {
        Builder copy = new Builder();
        copy.language = language;
        copy.task = task;
        copy.beamSize = beamSize;
        copy.bestOf = bestOf;
        copy.patience = patience;
        copy.lengthPenalty = lengthPenalty;
        copy.repetitionPenalty = repetitionPenalty;
        copy.noRepeatNgramSize = noRepeatNgramSize;
        copy.temperatures = temperatures;
        copy.compressionRatioThreshold = compressionRatioThreshold;
        copy.logProbThreshold = logProbThreshold;
        copy.noSpeechThreshold = noSpeechThreshold;
        copy.conditionOnPreviousText = conditionOnPreviousText;
        copy.promptResetOnTemperature = promptResetOnTemperature;
        copy.initialPrompt = initialPrompt;
        copy.prefix = prefix;
        copy.hotwords = hotwords;
        copy.suppressBlank = suppressBlank;
        copy.suppressTokens = suppressTokens;
        copy.withoutTimestamps = withoutTimestamps;
        copy.maxInitialTimestamp = maxInitialTimestamp;
        copy.wordTimestamps = wordTimestamps;
        copy.prependPunctuations = prependPunctuations;
        copy.appendPunctuations = appendPunctuations;
        copy.multilingual = multilingual;
        copy.vadFilter = vadFilter;
        copy.vad = vad;
        copy.maxNewTokens = maxNewTokens;
        copy.clipTimestamps = clipTimestamps;
        copy.hallucinationSilenceThreshold = hallucinationSilenceThreshold;
        copy.languageDetectionThreshold = languageDetectionThreshold;
        copy.languageDetectionSegments = languageDetectionSegments;
        copy.batchSize = batchSize;
        copy.timeBudget = timeBudget;
        copy.seed = seed;
        return copy;
    }

    /** Sets what is not as usual. */
    public static final class Builder {
        private @Nullable String language = null;
        private Task task = Task.TRANSCRIBE;
        private int beamSize = 5;
        private int bestOf = 5;
        private double patience = 1.0;
        private double lengthPenalty = 1.0;
        private double repetitionPenalty = 1.0;
        private int noRepeatNgramSize = 0;
        private List<Double> temperatures = List.of(0.0, 0.2, 0.4, 0.6, 0.8, 1.0);
        private @Nullable Double compressionRatioThreshold = 2.4;
        private @Nullable Double logProbThreshold = -1.0;
        private @Nullable Double noSpeechThreshold = 0.6;
        private boolean conditionOnPreviousText = true;
        private double promptResetOnTemperature = 0.5;
        private @Nullable String initialPrompt = null;
        private @Nullable String prefix = null;
        private @Nullable String hotwords = null;
        private boolean suppressBlank = true;
        private List<Integer> suppressTokens = List.of(-1);
        private boolean withoutTimestamps = false;
        private double maxInitialTimestamp = 1.0;
        private boolean wordTimestamps = false;
        private String prependPunctuations = "\"'“¿([{-";
        private String appendPunctuations = "\"'.。,，!！?？:：”)]}、";
        private boolean multilingual = false;
        private boolean vadFilter = false;
        private VadOptions vad = VadOptions.defaults();
        private int maxNewTokens = 0;
        private List<Double> clipTimestamps = List.of();
        private @Nullable Double hallucinationSilenceThreshold = null;
        private double languageDetectionThreshold = 0.5;
        private int languageDetectionSegments = 1;
        private int batchSize = 1;
        private @Nullable Duration timeBudget = null;
        private long seed = 0;

        private Builder() {}

        public Builder language(@Nullable String value) {
            language = value;
            return this;
        }

        public Builder task(Task value) {
            task = value;
            return this;
        }

        public Builder beamSize(int value) {
            beamSize = value;
            return this;
        }

        public Builder bestOf(int value) {
            bestOf = value;
            return this;
        }

        public Builder patience(double value) {
            patience = value;
            return this;
        }

        public Builder lengthPenalty(double value) {
            lengthPenalty = value;
            return this;
        }

        public Builder repetitionPenalty(double value) {
            repetitionPenalty = value;
            return this;
        }

        public Builder noRepeatNgramSize(int value) {
            noRepeatNgramSize = value;
            return this;
        }

        public Builder temperatures(List<Double> value) {
            temperatures = value;
            return this;
        }

        public Builder compressionRatioThreshold(@Nullable Double value) {
            compressionRatioThreshold = value;
            return this;
        }

        public Builder logProbThreshold(@Nullable Double value) {
            logProbThreshold = value;
            return this;
        }

        public Builder noSpeechThreshold(@Nullable Double value) {
            noSpeechThreshold = value;
            return this;
        }

        public Builder conditionOnPreviousText(boolean value) {
            conditionOnPreviousText = value;
            return this;
        }

        public Builder promptResetOnTemperature(double value) {
            promptResetOnTemperature = value;
            return this;
        }

        public Builder initialPrompt(@Nullable String value) {
            initialPrompt = value;
            return this;
        }

        public Builder prefix(@Nullable String value) {
            prefix = value;
            return this;
        }

        public Builder hotwords(@Nullable String value) {
            hotwords = value;
            return this;
        }

        public Builder suppressBlank(boolean value) {
            suppressBlank = value;
            return this;
        }

        public Builder suppressTokens(List<Integer> value) {
            suppressTokens = value;
            return this;
        }

        public Builder withoutTimestamps(boolean value) {
            withoutTimestamps = value;
            return this;
        }

        public Builder maxInitialTimestamp(double value) {
            maxInitialTimestamp = value;
            return this;
        }

        public Builder wordTimestamps(boolean value) {
            wordTimestamps = value;
            return this;
        }

        public Builder prependPunctuations(String value) {
            prependPunctuations = value;
            return this;
        }

        public Builder appendPunctuations(String value) {
            appendPunctuations = value;
            return this;
        }

        public Builder multilingual(boolean value) {
            multilingual = value;
            return this;
        }

        public Builder vadFilter(boolean value) {
            vadFilter = value;
            return this;
        }

        public Builder vad(VadOptions value) {
            vad = value;
            return this;
        }

        public Builder maxNewTokens(int value) {
            maxNewTokens = value;
            return this;
        }

        public Builder clipTimestamps(List<Double> value) {
            clipTimestamps = value;
            return this;
        }

        public Builder hallucinationSilenceThreshold(@Nullable Double value) {
            hallucinationSilenceThreshold = value;
            return this;
        }

        public Builder languageDetectionThreshold(double value) {
            languageDetectionThreshold = value;
            return this;
        }

        public Builder languageDetectionSegments(int value) {
            languageDetectionSegments = value;
            return this;
        }

        public Builder batchSize(int value) {
            batchSize = value;
            return this;
        }

        public Builder timeBudget(@Nullable Duration value) {
            timeBudget = value;
            return this;
        }

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** @throws IllegalArgumentException if a value makes no sense; the message names it */
        public TranscriptionOptions build() {
            return new TranscriptionOptions(
                    language,
                    task,
                    beamSize,
                    bestOf,
                    patience,
                    lengthPenalty,
                    repetitionPenalty,
                    noRepeatNgramSize,
                    temperatures,
                    compressionRatioThreshold,
                    logProbThreshold,
                    noSpeechThreshold,
                    conditionOnPreviousText,
                    promptResetOnTemperature,
                    initialPrompt,
                    prefix,
                    hotwords,
                    suppressBlank,
                    suppressTokens,
                    withoutTimestamps,
                    maxInitialTimestamp,
                    wordTimestamps,
                    prependPunctuations,
                    appendPunctuations,
                    multilingual,
                    vadFilter,
                    vad,
                    maxNewTokens,
                    clipTimestamps,
                    hallucinationSilenceThreshold,
                    languageDetectionThreshold,
                    languageDetectionSegments,
                    batchSize,
                    timeBudget,
                    seed);
        }
    }
}
