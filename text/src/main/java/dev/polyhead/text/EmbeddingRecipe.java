package dev.polyhead.text;

import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a sentence model makes a vector of hidden states, as the files of sentence-transformers say it.
 *
 * @param pooling ways of pooling; several are put side by side
 * @param normalizes whether vectors get unit length
 * @param poolsPrompt whether a prompt's tokens take part ({@code include_prompt})
 * @param maxLength {@code max_seq_length}; 0 if the files set none
 * @param prompts prompts by name
 * @param defaultPrompt name of the prompt put before every text; null for none
 */
record EmbeddingRecipe(
        List<Pooling> pooling,
        boolean normalizes,
        boolean poolsPrompt,
        int maxLength,
        Map<String, String> prompts,
        @Nullable String defaultPrompt) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** How many states become one. */
    enum Pooling {
        /** The first token's. */
        CLS,
        /** The largest of each channel. */
        MAX,
        /** The mean. */
        MEAN,
        /** The sum over the root of the length. */
        MEAN_SQRT_LEN_TOKENS,
        /** The mean, later tokens counting more. */
        WEIGHTEDMEAN,
        /** The last token's. */
        LASTTOKEN
    }

    /** Without {@code modules.json} it is the mean, as sentence-transformers takes it. */
    static EmbeddingRecipe read(Path folder) {
        List<Pooling> pooling = List.of(Pooling.MEAN);
        boolean normalizes = false;
        boolean poolsPrompt = true;
        if (Files.exists(folder.resolve("modules.json"))) {
            for (JsonNode module : JSON.readTree(folder.resolve("modules.json"))) {
                String type = module.path("type").asString("");
                String kind = type.substring(type.lastIndexOf('.') + 1);
                switch (kind) {
                    case "Transformer" -> {}
                    case "Pooling" -> {
                        Path config =
                                folder.resolve(module.path("path").asString("")).resolve("config.json");
                        ConfigJson pool = ConfigJson.read(config);
                        pooling = poolings(pool);
                        poolsPrompt = pool.flag("include_prompt", true);
                    }
                    case "Normalize" -> normalizes = true;
                    default ->
                        throw new CheckpointException(
                                "modules.json names a module '%s', which is not supported. Known: Transformer, Pooling, Normalize."
                                        .formatted(type));
                }
            }
        }
        Map<String, String> prompts = new LinkedHashMap<>();
        String defaultPrompt = null;
        if (Files.exists(folder.resolve("config_sentence_transformers.json"))) {
            ConfigJson config = ConfigJson.read(folder.resolve("config_sentence_transformers.json"));
            config.object("prompts")
                    .ifPresent(named -> named.json()
                            .properties()
                            .forEach(prompt -> prompts.put(
                                    prompt.getKey(), prompt.getValue().asString(""))));
            defaultPrompt = config.has("default_prompt_name") ? config.text("default_prompt_name") : null;
        }
        int maxLength = Files.exists(folder.resolve("sentence_bert_config.json"))
                ? ConfigJson.read(folder.resolve("sentence_bert_config.json")).integer("max_seq_length", 0)
                : 0;
        return new EmbeddingRecipe(pooling, normalizes, poolsPrompt, maxLength, prompts, defaultPrompt);
    }

    private static List<Pooling> poolings(ConfigJson config) {
        List<Pooling> chosen = new ArrayList<>();
        if (config.has("pooling_mode")) {
            for (String name : config.text("pooling_mode").split("\\+")) {
                chosen.add(Pooling.valueOf(name.strip().toUpperCase(Locale.ROOT)));
            }
            return chosen;
        }
        Map<String, Pooling> keys = new LinkedHashMap<>();
        keys.put("pooling_mode_cls_token", Pooling.CLS);
        keys.put("pooling_mode_max_tokens", Pooling.MAX);
        keys.put("pooling_mode_mean_tokens", Pooling.MEAN);
        keys.put("pooling_mode_mean_sqrt_len_tokens", Pooling.MEAN_SQRT_LEN_TOKENS);
        keys.put("pooling_mode_weightedmean_tokens", Pooling.WEIGHTEDMEAN);
        keys.put("pooling_mode_lasttoken", Pooling.LASTTOKEN);
        keys.forEach((key, way) -> {
            if (config.flag(key, false)) {
                chosen.add(way);
            }
        });
        if (chosen.isEmpty()) {
            throw new CheckpointException("The pooling's config.json chooses no way of pooling. Set one of %s to true."
                    .formatted(keys.keySet()));
        }
        return chosen;
    }

    boolean isMeanNormalized() {
        return normalizes && pooling.equals(List.of(Pooling.MEAN));
    }

    int width(int hidden) {
        return hidden * pooling.size();
    }

    /** The prompt of a name; the default one for null. */
    String prompt(@Nullable String name) {
        String wanted = name == null ? defaultPrompt : name;
        if (wanted == null) {
            return "";
        }
        String prompt = prompts.get(wanted);
        if (prompt == null) {
            throw new IllegalArgumentException(
                    "The model has no prompt '%s'. Known: %s.".formatted(wanted, prompts.keySet()));
        }
        return prompt;
    }

    /**
     * The vector of one row.
     *
     * @param states {@code [batch, seq, hidden]}
     * @param skipped leading tokens that do not take part
     */
    float[] vector(Tensor states, int row, int skipped) {
        int seq = states.dimension(1);
        int hidden = states.dimension(2);
        float[] all = new float[seq * hidden];
        FloatBuffer buffer = states.floatBuffer();
        buffer.position(row * all.length).get(all);
        int from = Math.min(skipped, seq - 1);
        float[] vector = new float[hidden * pooling.size()];
        for (int way = 0; way < pooling.size(); way++) {
            float[] part = pooled(pooling.get(way), all, from, seq, hidden);
            System.arraycopy(part, 0, vector, way * hidden, hidden);
        }
        return normalizes ? normalized(vector) : vector;
    }

    private static float[] pooled(Pooling way, float[] states, int from, int seq, int hidden) {
        switch (way) {
            case CLS:
                return Arrays.copyOfRange(states, from * hidden, (from + 1) * hidden);
            case LASTTOKEN:
                return Arrays.copyOfRange(states, (seq - 1) * hidden, seq * hidden);
            default:
                break;
        }
        float[] pooled = new float[hidden];
        for (int channel = 0; channel < hidden; channel++) {
            double sum = 0;
            double weights = 0;
            double largest = Double.NEGATIVE_INFINITY;
            for (int token = from; token < seq; token++) {
                double state = states[token * hidden + channel];
                double weight = way == Pooling.WEIGHTEDMEAN ? token + 1 : 1;
                sum += weight * state;
                weights += weight;
                largest = Math.max(largest, state);
            }
            pooled[channel] = (float)
                    switch (way) {
                        case MAX -> largest;
                        case MEAN_SQRT_LEN_TOKENS -> sum / Math.sqrt(weights);
                        default -> sum / weights;
                    };
        }
        return pooled;
    }

    /** The leading numbers of a vector, with unit length again. Kusupati et al. 2022. */
    static float[] shortened(float[] vector, int dimensions) {
        return normalized(Arrays.copyOf(vector, dimensions));
    }

    static float[] normalized(float[] vector) {
        double square = 0;
        for (float number : vector) {
            square += (double) number * number;
        }
        double length = Math.max(Math.sqrt(square), 1e-12);
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / length);
        }
        return vector;
    }
}
