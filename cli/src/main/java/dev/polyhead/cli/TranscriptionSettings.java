package dev.polyhead.cli;

import dev.polyhead.speech.Languages;
import dev.polyhead.speech.TranscriptionOptions;
import dev.polyhead.speech.TranscriptionOptions.Task;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How recordings are transcribed; what is left out keeps its usual value. */
final class TranscriptionSettings {
    private static final Pattern FIELD = Pattern.compile("\\b[a-z]+(?:_[a-z]+)+\\b");
    private static final long MILLIS = 1000;

    @Option(
            names = {"-l", "--language"},
            paramLabel = "CODE",
            description = "Language that is spoken, such as de or German (default: listen and decide).")
    private @Nullable String language;

    @Option(
            names = "--task",
            paramLabel = "transcribe|translate",
            description = "Write down what is said, or say it in English (default: transcribe).")
    private Task task = Task.TRANSCRIBE;

    @Option(
            names = "--beam-size",
            paramLabel = "N",
            description = "Hypotheses kept side by side; 1 is greedy, and faster (default: 5).")
    private @Nullable Integer beamSize;

    @Option(names = "--best-of", paramLabel = "N", description = "Samples drawn at a temperature above 0 (default: 5).")
    private @Nullable Integer bestOf;

    @Option(names = "--patience", paramLabel = "F", description = "Beam search waits for N*F hypotheses (default: 1).")
    private @Nullable Double patience;

    @Option(names = "--length-penalty", paramLabel = "F", description = "Above 1 favours long texts (default: 1).")
    private @Nullable Double lengthPenalty;

    @Option(
            names = "--temperature",
            split = ",",
            paramLabel = "T",
            description = "Tried in turn until the text is plausible (default: 0,0.2,0.4,0.6,0.8,1).")
    private @Nullable List<Double> temperatures;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Windows decoded side by side; above 1 is faster on long recordings, which are then cut where"
                    + " nobody speaks (default: 1).")
    private @Nullable Integer batchSize;

    @Option(names = "--vad", description = "Leave out where nobody speaks.")
    private boolean vad;

    @Option(names = "--word-timestamps", description = "Find the time of every word.")
    private boolean wordTimestamps;

    @Option(names = "--initial-prompt", paramLabel = "TEXT", description = "Text before the first words: names, style.")
    private @Nullable String initialPrompt;

    @Option(names = "--hotwords", paramLabel = "WORDS", description = "Words that are likely to be said.")
    private @Nullable String hotwords;

    @Option(
            names = "--condition-on-previous-text",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Tell each window what the one before said (default: yes).")
    private boolean conditionOnPreviousText = true;

    @Option(
            names = "--clip-timestamps",
            split = ",",
            paramLabel = "SECONDS",
            description = "Begin,end,begin,end … of the parts to transcribe (default: all).")
    private @Nullable List<Double> clipTimestamps;

    @Option(
            names = "--no-speech-threshold",
            paramLabel = "P",
            description = "Probability of silence above which an unlikely text is left out (default: 0.6).")
    private @Nullable Double noSpeechThreshold;

    @Option(
            names = "--log-prob-threshold",
            paramLabel = "P",
            description = "A text less likely than this is tried again at a higher temperature (default: -1).")
    private @Nullable Double logProbThreshold;

    @Option(
            names = "--compression-ratio-threshold",
            paramLabel = "F",
            description = "A text more repetitive than this is tried again at a higher temperature (default: 2.4).")
    private @Nullable Double compressionRatioThreshold;

    @Option(
            names = "--hallucination-silence-threshold",
            paramLabel = "SECONDS",
            description = "With --word-timestamps: skip longer silence around an unlikely text.")
    private @Nullable Double hallucinationSilenceThreshold;

    @Option(
            names = "--time-budget",
            paramLabel = "SECONDS",
            description = "Stop a recording after so long, and keep what is transcribed.")
    private @Nullable Double timeBudget;

    @Option(names = "--seed", paramLabel = "N", description = "The same seed draws the same samples (default: 0).")
    private @Nullable Long seed;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /**
     * What was asked for.
     *
     * @param words whether the times of words are needed for another reason
     * @throws ParameterException if it makes no sense
     */
    TranscriptionOptions options(boolean words) {
        TranscriptionOptions.Builder options = TranscriptionOptions.builder()
                .task(task)
                .vadFilter(vad)
                .wordTimestamps(wordTimestamps || words)
                .conditionOnPreviousText(conditionOnPreviousText);
        try {
            set(beamSize, options::beamSize);
            set(bestOf, options::bestOf);
            set(patience, options::patience);
            set(lengthPenalty, options::lengthPenalty);
            set(temperatures, options::temperatures);
            set(batchSize, options::batchSize);
            set(initialPrompt, options::initialPrompt);
            set(hotwords, options::hotwords);
            set(clipTimestamps, options::clipTimestamps);
            set(noSpeechThreshold, options::noSpeechThreshold);
            set(logProbThreshold, options::logProbThreshold);
            set(compressionRatioThreshold, options::compressionRatioThreshold);
            set(hallucinationSilenceThreshold, options::hallucinationSilenceThreshold);
            set(seed, options::seed);
            if (timeBudget != null) {
                options.timeBudget(Duration.ofMillis((long) (timeBudget * MILLIS)));
            }
            if (language != null && !language.equalsIgnoreCase("auto")) {
                options.language(Languages.code(language));
            }
            return options.build();
        } catch (IllegalArgumentException e) {
            throw refused(e);
        }
    }

    /** Whether voice activity has to be detected for this. */
    static boolean detects(TranscriptionOptions options) {
        return options.vadFilter() || options.batchSize() > 1;
    }

    /** Names options as they are written here. */
    private ParameterException refused(IllegalArgumentException failure) {
        String sentence = FIELD.matcher(String.valueOf(failure.getMessage()))
                .replaceAll(name -> "--" + name.group().replace('_', '-'));
        return new ParameterException(spec.commandLine(), sentence, failure);
    }

    private static <T> void set(@Nullable T value, Consumer<T> option) {
        if (value != null) {
            option.accept(value);
        }
    }
}
