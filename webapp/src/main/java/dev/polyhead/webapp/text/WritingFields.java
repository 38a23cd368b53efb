package dev.polyhead.webapp.text;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.generation.FinishReason;
import dev.polyhead.core.generation.GenerationConfig;
import dev.polyhead.text.ChatMessage;
import dev.polyhead.text.TextGenerator;
import dev.polyhead.text.TextListener;
import dev.polyhead.text.TextModel;
import dev.polyhead.text.WritingOptions;
import dev.polyhead.text.Written;
import dev.polyhead.webapp.errors.ApiException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What chat and completion requests have in common: how tokens are chosen, and how the answer is sent.
 *
 * @param options for the generator
 * @param answers how many answers to each prompt
 * @param maxTokens most tokens of an answer; 0 writes none
 * @param stream whether the answer is sent while it is being written
 * @param usage whether a stream ends with its token counts
 */
record WritingFields(WritingOptions options, int answers, int maxTokens, boolean stream, boolean usage) {
    private static final int MOST_ANSWERS = 16;
    private static final int MOST_STOPS = 16;

    /** Fields without influence on the answer. */
    static final Set<String> HARMLESS = Set.of(
            "user",
            "metadata",
            "safety_identifier",
            "prompt_cache_key",
            "prompt_cache_retention",
            "prompt_cache_options");

    static final Set<String> COMMON = Set.of(
            "model",
            "temperature",
            "top_p",
            "n",
            "stop",
            "seed",
            "stream",
            "stream_options",
            "logit_bias",
            "presence_penalty",
            "frequency_penalty",
            "logprobs",
            "max_tokens");

    /**
     * Reads the common fields.
     *
     * @param defaultTokens most tokens where the request says nothing; {@link Integer#MAX_VALUE} for the whole context
     * @param lengthField the field that says how many
     */
    static WritingFields read(RequestFields fields, int defaultTokens, String lengthField) {
        double temperature = fields.number("temperature", 1, 0, 2);
        double topP = fields.number("top_p", 1, 0, 1);
        int answers = fields.integer("n", 1, 1, MOST_ANSWERS);
        int maxTokens = fields.integer(lengthField, defaultTokens, 0, Integer.MAX_VALUE);
        Long seed = fields.seed("seed");
        List<String> stops = fields.texts("stop");
        if (stops.size() > MOST_STOPS || stops.stream().anyMatch(String::isEmpty)) {
            throw ApiException.badRequest(
                    "stop", "'stop' must be at most %d strings, none of them empty.".formatted(MOST_STOPS));
        }
        double presence = fields.number("presence_penalty", 0, -2, 2);
        double frequency = fields.number("frequency_penalty", 0, -2, 2);
        boolean stream = fields.flag("stream", false);
        if (fields.has("stream_options") && !stream) {
            throw ApiException.badRequest("stream_options", "'stream_options' needs 'stream' to be true.");
        }
        boolean usage = fields.object("stream_options")
                .only(Set.of("include_usage", "include_obfuscation"))
                .flag("include_usage", false);
        WritingOptions options = WritingOptions.defaults()
                .adjusted(config -> sampled(config, temperature, topP, answers, seed, maxTokens))
                .withStops(stops)
                .withBias(bias(fields))
                .withNovelty(new WritingOptions.Novelty(presence, frequency));
        return new WritingFields(options, answers, maxTokens, stream, usage);
    }

    private static GenerationConfig sampled(
            GenerationConfig config, double temperature, double topP, int answers, @Nullable Long seed, int maxTokens) {
        GenerationConfig length =
                config.with("max_new_tokens", Math.max(1, maxTokens)).with("num_beams", 1);
        if (temperature == 0) {
            return length.with("do_sample", false).with("num_return_sequences", 1);
        }
        return length.with("do_sample", true)
                .with("num_return_sequences", answers)
                .with("temperature", temperature)
                .with("top_p", topP)
                .with("top_k", 0)
                .with("seed", seed);
    }

    private static Map<Integer, Double> bias(RequestFields fields) {
        JsonNode given = fields.get("logit_bias");
        Map<Integer, Double> bias = new HashMap<>();
        if (given == null) {
            return bias;
        }
        if (!given.isObject()) {
            throw fields.wrong("logit_bias", "an object of token ids with numbers", given);
        }
        given.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            boolean id = entry.getKey().matches("\\d{1,9}");
            if (!id || !value.isNumber() || Math.abs(value.asDouble()) > 100) {
                throw fields.wrong("logit_bias", "an object of token ids with numbers from -100 to 100", given);
            }
            bias.put(Integer.valueOf(entry.getKey()), value.asDouble());
        });
        return bias;
    }

    /**
     * Checks what only the model can tell.
     *
     * @throws ApiException 400 if a biased token is none of the model's
     */
    void check(TextModel text) {
        options.bias().keySet().stream()
                .filter(token -> token >= text.vocabulary())
                .findFirst()
                .ifPresent(token -> {
                    throw ApiException.badRequest(
                            "logit_bias",
                            "'logit_bias' names the token %d, and the model's end at %d."
                                    .formatted(token, text.vocabulary() - 1));
                });
    }

    /** Lets a generator chat. */
    List<Written> write(
            TextGenerator generator,
            TextModel text,
            List<ChatMessage> messages,
            TextListener listener,
            Cancellation cancellation) {
        int[] prompt = text.tokenizer().ids(generator.prompt(messages));
        return write(generator, List.of(prompt), listener, cancellation);
    }

    /** Lets a generator continue prompts; the likeliest text alone has copies instead of several answers. */
    List<Written> write(
            TextGenerator generator, List<int[]> prompts, TextListener listener, Cancellation cancellation) {
        List<Written> written = new ArrayList<>();
        if (maxTokens == 0) {
            prompts.forEach(prompt -> written.add(new Written("", List.of(), FinishReason.LENGTH, prompt.length)));
        } else {
            written.addAll(generator.completeTokens(prompts, options, listener, cancellation));
        }
        if (written.size() == prompts.size() * answers) {
            return written;
        }
        return written.stream()
                .flatMap(one -> Collections.nCopies(answers, one).stream())
                .toList();
    }

    /** The same with the likeliest tokens reported. */
    WritingFields withAlternatives(int count) {
        return new WritingFields(options.withAlternatives(count), answers, maxTokens, stream, usage);
    }
}
