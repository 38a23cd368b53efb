package dev.polyhead.cli;

import dev.polyhead.core.generation.GenerationConfig;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** How tokens are written, for every command that writes some; what is left out comes from the checkpoint. */
final class GenerationSettings {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    @Option(names = "--max-new-tokens", paramLabel = "N", description = "Most tokens after the prompt.")
    private @Nullable Integer maxNewTokens;

    @Option(names = "--min-new-tokens", paramLabel = "N", description = "No end before so many new tokens.")
    private @Nullable Integer minNewTokens;

    @Option(names = "--max-length", paramLabel = "N", description = "Most tokens, prompt included.")
    private @Nullable Integer maxLength;

    @Option(names = "--min-length", paramLabel = "N", description = "No end before so many tokens, prompt included.")
    private @Nullable Integer minLength;

    @Option(names = "--num-beams", paramLabel = "N", description = "Sequences kept in beam search.")
    private @Nullable Integer numBeams;

    @Option(names = "--length-penalty", paramLabel = "X", description = "Above 0 favours long beams.")
    private @Nullable Double lengthPenalty;

    @Option(
            names = "--early-stopping",
            paramLabel = "true|false|never",
            arity = "0..1",
            fallbackValue = "true",
            preprocessor = ListedValue.class,
            description = "When beam search ends.")
    private @Nullable String earlyStopping;

    @Option(names = "--num-return-sequences", paramLabel = "N", description = "Answers to each prompt.")
    private @Nullable Integer numReturnSequences;

    @Option(names = "--repetition-penalty", paramLabel = "X", description = "Above 1 discourages repetition.")
    private @Nullable Double repetitionPenalty;

    @Option(names = "--no-repeat-ngram-size", paramLabel = "N", description = "No run of so many tokens twice.")
    private @Nullable Integer noRepeatNgramSize;

    @Option(names = "--bad-words-ids", paramLabel = "JSON", description = "[[ids], …] that never appear.")
    private @Nullable String badWordsIds;

    @Option(names = "--suppress-tokens", paramLabel = "JSON", description = "[ids] that never appear.")
    private @Nullable String suppressTokens;

    @Option(names = "--begin-suppress-tokens", paramLabel = "JSON", description = "[ids] that never appear first.")
    private @Nullable String beginSuppressTokens;

    @Option(names = "--forced-bos-token-id", paramLabel = "ID", description = "What follows the start token.")
    private @Nullable Integer forcedBosTokenId;

    @Option(names = "--forced-eos-token-id", paramLabel = "ID", description = "What ends a sequence of full length.")
    private @Nullable Integer forcedEosTokenId;

    @Option(
            names = "--do-sample",
            paramLabel = "true|false",
            arity = "0..1",
            fallbackValue = "true",
            preprocessor = ListedValue.class,
            description = "Draw tokens instead of taking the likeliest.")
    private @Nullable String doSample;

    @Option(names = "--temperature", paramLabel = "X", description = "Divides the logits.")
    private @Nullable Double temperature;

    @Option(names = "--top-k", paramLabel = "N", description = "Draw from so many likeliest; 0 from all.")
    private @Nullable Integer topK;

    @Option(names = "--top-p", paramLabel = "X", description = "Draw from the likeliest that hold so much.")
    private @Nullable Double topP;

    @Option(names = "--min-p", paramLabel = "X", description = "Draw from those so likely beside the likeliest.")
    private @Nullable Double minP;

    @Option(names = "--typical-p", paramLabel = "X", description = "Draw from the most typical that hold so much.")
    private @Nullable Double typicalP;

    @Option(names = "--seed", paramLabel = "N", description = "Makes a draw repeatable.")
    private @Nullable Long seed;

    GenerationConfig over(GenerationConfig config) {
        Map<String, @Nullable Object> options = new LinkedHashMap<>();
        options.put("max_new_tokens", maxNewTokens);
        options.put("min_new_tokens", minNewTokens);
        options.put("max_length", maxLength);
        options.put("min_length", minLength);
        options.put("num_beams", numBeams);
        options.put("length_penalty", lengthPenalty);
        options.put("early_stopping", earlyStopping());
        options.put("num_return_sequences", numReturnSequences);
        options.put("repetition_penalty", repetitionPenalty);
        options.put("no_repeat_ngram_size", noRepeatNgramSize);
        options.put("bad_words_ids", json("--bad-words-ids", badWordsIds, int[][].class));
        options.put("suppress_tokens", json("--suppress-tokens", suppressTokens, int[].class));
        options.put("begin_suppress_tokens", json("--begin-suppress-tokens", beginSuppressTokens, int[].class));
        options.put("forced_bos_token_id", forcedBosTokenId);
        options.put("forced_eos_token_id", forcedEosTokenId);
        options.put("do_sample", flag("--do-sample", doSample));
        options.put("temperature", temperature);
        options.put("top_k", topK);
        options.put("top_p", topP);
        options.put("min_p", minP);
        options.put("typical_p", typicalP);
        options.put("seed", seed);
        try {
            return config.with(options);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Object earlyStopping() {
        if (earlyStopping == null || earlyStopping.equalsIgnoreCase("never")) {
            return earlyStopping == null ? null : "never";
        }
        return flag("--early-stopping", earlyStopping);
    }

    private @Nullable Boolean flag(String name, @Nullable String value) {
        if (value == null) {
            return null;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong("%s must be true or false, not '%s'.".formatted(name, value));
        };
    }

    private <T> @Nullable T json(String name, @Nullable String value, Class<T> type) {
        if (value == null) {
            return null;
        }
        try {
            return JsonMapper.shared().readValue(value, type);
        } catch (JacksonException e) {
            throw wrong("%s must be JSON like %s, not '%s'."
                    .formatted(name, type == int[][].class ? "[[1], [2, 3]]" : "[1, 2]", value));
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
