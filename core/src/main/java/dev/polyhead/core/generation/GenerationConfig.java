package dev.polyhead.core.generation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.checkpoint.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How tokens are written: the options of {@code generation_config.json} under the reference library's names and with its
 * defaults. Lengths count tokens.
 *
 * @param maxLength most tokens of a sequence, prompt included; without this and {@code maxNewTokens}: 20 new ones
 * @param maxNewTokens most tokens after the prompt; goes before {@code maxLength}
 * @param minLength no end token before the sequence is so long, prompt included
 * @param minNewTokens no end token before so many new ones
 * @param maxTime seconds after which a run ends
 * @param stopStrings texts that end a sequence; whoever has the tokenizer adds {@link StopStrings}
 * @param doSample draw tokens instead of taking the likeliest
 * @param seed of the draw; without one every run differs. Not an option of the reference library
 * @param numBeams sequences kept in beam search; 1 is none
 * @param numReturnSequences answers to each prompt
 * @param earlyStopping when beam search ends
 * @param lengthPenalty exponent of the length a beam's score is divided by; above 0 favours long ones
 * @param temperature divides the logits
 * @param topK draw from so many likeliest; 0 from all
 * @param topP draw from the likeliest that hold so much probability
 * @param minP draw from those so likely in proportion to the likeliest
 * @param topH draw from the likeliest that hold such a share of the entropy
 * @param typicalP draw from the most typical that hold so much probability
 * @param epsilonCutoff draw from those more likely than this; 0 is off
 * @param etaCutoff the same, adapted to the entropy; 0 is off
 * @param repetitionPenalty above 1 discourages tokens that stood before
 * @param encoderRepetitionPenalty above 1 encourages tokens of the source
 * @param noRepeatNgramSize no run of so many tokens twice; 0 is off
 * @param encoderNoRepeatNgramSize no such run of the source; 0 is off
 * @param badWordsIds runs of tokens that never appear
 * @param sequenceBias runs of tokens that are likelier or less likely
 * @param suppressTokens tokens that never appear
 * @param beginSuppressTokens tokens that never appear first
 * @param forcedBosTokenId what follows the decoder's start token
 * @param forcedEosTokenId what stands last in a sequence of maximal length
 * @param exponentialDecayLengthPenalty makes the end likelier from some length on
 * @param removeInvalidValues replaces logits that are not finite
 * @param renormalizeLogits makes log-probabilities of the logits after all rules
 * @param bosTokenId begins a sequence without a prompt
 * @param eosTokenId each ends a sequence
 * @param padTokenId fills shorter sequences; answers here have none
 * @param decoderStartTokenId what the decoder of an encoder-decoder begins with
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record GenerationConfig(
        @Nullable Integer maxLength,
        @Nullable Integer maxNewTokens,
        int minLength,
        @Nullable Integer minNewTokens,
        @Nullable Double maxTime,
        List<String> stopStrings,
        boolean doSample,
        @Nullable Long seed,
        int numBeams,
        int numReturnSequences,
        EarlyStopping earlyStopping,
        double lengthPenalty,
        double temperature,
        int topK,
        double topP,
        @Nullable Double minP,
        @Nullable Double topH,
        double typicalP,
        double epsilonCutoff,
        double etaCutoff,
        double repetitionPenalty,
        double encoderRepetitionPenalty,
        int noRepeatNgramSize,
        int encoderNoRepeatNgramSize,
        List<List<Integer>> badWordsIds,
        List<TokenBias> sequenceBias,
        List<Integer> suppressTokens,
        List<Integer> beginSuppressTokens,
        @Nullable Integer forcedBosTokenId,
        List<Integer> forcedEosTokenId,
        @Nullable LengthDecay exponentialDecayLengthPenalty,
        boolean removeInvalidValues,
        boolean renormalizeLogits,
        @Nullable Integer bosTokenId,
        List<Integer> eosTokenId,
        @Nullable Integer padTokenId,
        @Nullable Integer decoderStartTokenId) {
    private static final int NEW_TOKENS_BY_DEFAULT = 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private static final ObjectNode DEFAULTS = (ObjectNode) JSON.readTree("""
            {"max_length": null, "max_new_tokens": null, "min_length": 0, "min_new_tokens": null, "max_time": null,
             "stop_strings": [], "do_sample": false, "seed": null, "num_beams": 1, "num_return_sequences": 1,
             "early_stopping": false, "length_penalty": 1.0, "temperature": 1.0, "top_k": 50, "top_p": 1.0,
             "min_p": null, "top_h": null, "typical_p": 1.0, "epsilon_cutoff": 0.0, "eta_cutoff": 0.0,
             "repetition_penalty": 1.0, "encoder_repetition_penalty": 1.0, "no_repeat_ngram_size": 0,
             "encoder_no_repeat_ngram_size": 0, "bad_words_ids": [], "sequence_bias": [], "suppress_tokens": [],
             "begin_suppress_tokens": [], "forced_bos_token_id": null, "forced_eos_token_id": [],
             "exponential_decay_length_penalty": null, "remove_invalid_values": false, "renormalize_logits": false,
             "bos_token_id": null, "eos_token_id": [], "pad_token_id": null, "decoder_start_token_id": null}
            """);

    /** Options that change the answer and are not supported, with the values that leave them off. */
    private static final Map<String, List<String>> ONLY_OFF = Map.of(
            "guidance_scale", List.of("1", "1.0"),
            "penalty_alpha", List.of("0", "0.0"),
            "num_beam_groups", List.of("1"),
            "diversity_penalty", List.of("0", "0.0"),
            "dola_layers", List.of(),
            "constraints", List.of(),
            "force_words_ids", List.of(),
            "watermarking_config", List.of(),
            "token_healing", List.of("false"));

    public GenerationConfig {
        stopStrings = List.copyOf(stopStrings);
        badWordsIds = badWordsIds.stream().map(List::copyOf).toList();
        sequenceBias = List.copyOf(sequenceBias);
        suppressTokens = List.copyOf(suppressTokens);
        beginSuppressTokens = List.copyOf(beginSuppressTokens);
        forcedEosTokenId = List.copyOf(forcedEosTokenId);
        eosTokenId = List.copyOf(eosTokenId);
        require(maxLength == null || maxLength > 0, "max_length", maxLength, "at least 1");
        require(maxNewTokens == null || maxNewTokens > 0, "max_new_tokens", maxNewTokens, "at least 1");
        require(minLength >= 0, "min_length", minLength, "at least 0");
        require(minNewTokens == null || minNewTokens >= 0, "min_new_tokens", minNewTokens, "at least 0");
        require(maxTime == null || maxTime > 0, "max_time", maxTime, "more than 0 seconds");
        require(numBeams > 0, "num_beams", numBeams, "at least 1");
        require(numReturnSequences > 0, "num_return_sequences", numReturnSequences, "at least 1");
        require(Double.isFinite(lengthPenalty), "length_penalty", lengthPenalty, "a finite number");
        require(
                temperature > 0 && Double.isFinite(temperature) || temperature == 0 && !doSample,
                "temperature",
                temperature,
                "above 0; for the likeliest token set do_sample to false");
        require(topK >= 0, "top_k", topK, "at least 0, where 0 is off");
        require(topP >= 0 && topP <= 1, "top_p", topP, "from 0 to 1");
        require(minP == null || minP >= 0 && minP <= 1, "min_p", minP, "from 0 to 1");
        require(topH == null || topH > 0 && topH <= 1, "top_h", topH, "above 0 and at most 1");
        require(typicalP > 0, "typical_p", typicalP, "above 0");
        require(epsilonCutoff >= 0 && epsilonCutoff < 1, "epsilon_cutoff", epsilonCutoff, "at least 0 and below 1");
        require(etaCutoff >= 0 && etaCutoff < 1, "eta_cutoff", etaCutoff, "at least 0 and below 1");
        require(repetitionPenalty > 0, "repetition_penalty", repetitionPenalty, "above 0");
        require(encoderRepetitionPenalty > 0, "encoder_repetition_penalty", encoderRepetitionPenalty, "above 0");
        require(noRepeatNgramSize >= 0, "no_repeat_ngram_size", noRepeatNgramSize, "at least 0");
        require(encoderNoRepeatNgramSize >= 0, "encoder_no_repeat_ngram_size", encoderNoRepeatNgramSize, "at least 0");
        require(badWordsIds.stream().noneMatch(List::isEmpty), "bad_words_ids", badWordsIds, "without an empty run");
        require(
                numBeams == 1 || numReturnSequences <= numBeams,
                "num_return_sequences",
                numReturnSequences,
                "at most num_beams, which is " + numBeams);
        require(
                numBeams > 1 || doSample || numReturnSequences == 1,
                "num_return_sequences",
                numReturnSequences,
                "1 where neither do_sample nor num_beams lets answers differ");
    }

    private static void require(boolean holds, String option, @Nullable Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("%s must be %s, not %s.".formatted(option, expected, value));
        }
    }

    /** The reference library's defaults; no special tokens. */
    public static GenerationConfig defaults() {
        return JSON.treeToValue(DEFAULTS, GenerationConfig.class);
    }

    /**
     * Reads {@code generation_config.json} or, where there is none, what {@code config.json} says of these options, as
     * older checkpoints have it.
     *
     * @throws CheckpointException if a value is not what it should be, or an option is not supported
     */
    public static GenerationConfig read(Path folder) {
        if (Files.exists(folder.resolve("generation_config.json"))) {
            return of(
                    "generation_config.json",
                    ConfigJson.read(folder.resolve("generation_config.json")).json());
        }
        JsonNode config = ConfigJson.read(folder.resolve("config.json")).json();
        ObjectNode options = JSON.createObjectNode();
        for (String inner : List.of("text_config", "generator", "decoder")) {
            if (config.path(inner) instanceof ObjectNode decoder) {
                options.setAll(decoder);
            }
        }
        config.properties().stream()
                .filter(option -> !option.getValue().isNull())
                .forEach(option -> options.set(option.getKey(), option.getValue()));
        return of("config.json", options);
    }

    /**
     * Reads options from a JSON object; other keys are ignored.
     *
     * @param source what messages call it
     * @throws CheckpointException if a value is not what it should be, or an option is not supported
     */
    public static GenerationConfig of(String source, JsonNode options) {
        ONLY_OFF.forEach((option, off) -> {
            if (options.hasNonNull(option) && !off.contains(options.get(option).toString())) {
                throw new CheckpointException("%s asks for \"%s\": %s, which is not supported."
                        .formatted(source, option, options.get(option)));
            }
        });
        try {
            return defaults().over(options);
        } catch (IllegalArgumentException e) {
            throw new CheckpointException("%s: %s".formatted(source, e.getMessage()), e);
        }
    }

    /**
     * The same with another value for one option.
     *
     * @param option its name in {@code generation_config.json}, or {@code seed}
     * @param value a number, text, boolean, list or JSON node; null leaves the option as it is
     * @throws IllegalArgumentException if there is no such option or the value does not suit it
     */
    public GenerationConfig with(String option, @Nullable Object value) {
        return with(Collections.singletonMap(option, value));
    }

    /**
     * The same with other values for some options at once, where one alone would not suit the rest.
     *
     * @param values by name, as for {@link #with(String, Object)}
     */
    public GenerationConfig with(Map<String, ? extends @Nullable Object> values) {
        ObjectNode options = JSON.createObjectNode();
        values.forEach((option, value) -> {
            if (!DEFAULTS.has(option)) {
                throw new IllegalArgumentException("There is no option '%s' for generation.%s"
                        .formatted(option, Nearest.sentence(option, DEFAULTS.propertyNames())));
            }
            options.set(option, JSON.valueToTree(value));
        });
        return over(options);
    }

    private GenerationConfig over(JsonNode options) {
        ObjectNode merged = JSON.valueToTree(this);
        options.properties().stream()
                .filter(option ->
                        DEFAULTS.has(option.getKey()) && !option.getValue().isNull())
                .forEach(option -> merged.set(option.getKey(), option.getValue()));
        try {
            return JSON.treeToValue(merged, GenerationConfig.class);
        } catch (DatabindException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            String option = e.getPath().isEmpty() ? "?" : e.getPath().get(0).getPropertyName();
            throw new IllegalArgumentException("%s cannot be %s.".formatted(option, merged.path(option)), e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    public GenerationConfig withMaxNewTokens(int tokens) {
        return with("max_new_tokens", tokens);
    }

    public GenerationConfig withMinNewTokens(int tokens) {
        return with("min_new_tokens", tokens);
    }

    /** The same with tokens drawn, repeatably. */
    public GenerationConfig withSampling(double temp, long withSeed) {
        return with(Map.of("do_sample", true, "temperature", temp, "seed", withSeed));
    }

    public GenerationConfig withGreedy() {
        return with(Map.of("do_sample", false, "num_beams", 1, "num_return_sequences", 1));
    }

    public GenerationConfig withNumBeams(int beams) {
        return with("num_beams", beams);
    }

    public GenerationConfig withEosTokenId(List<Integer> tokens) {
        return with("eos_token_id", tokens);
    }

    /**
     * How long a sequence may become.
     *
     * @param prompt tokens it begins with
     * @param context tokens the model can see
     * @return most tokens, prompt included; one more than the context at most, as the last one is never looked at
     */
    int longest(int prompt, int context) {
        int longest;
        if (maxNewTokens != null) {
            longest = (int) Math.min(Integer.MAX_VALUE, (long) prompt + maxNewTokens);
        } else if (maxLength != null) {
            longest = maxLength;
        } else {
            longest = Math.min(context, prompt + NEW_TOKENS_BY_DEFAULT);
        }
        return context == Integer.MAX_VALUE ? longest : Math.min(longest, context + 1);
    }
}
