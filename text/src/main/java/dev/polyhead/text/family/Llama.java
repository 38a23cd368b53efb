package dev.polyhead.text.family;

import static dev.polyhead.core.layer.Slot.*;
import static java.util.Map.entry;

import dev.polyhead.core.attention.AttentionPattern;
import dev.polyhead.core.attention.AttentionSpec;
import dev.polyhead.core.attention.Heads;
import dev.polyhead.core.attention.Rotary;
import dev.polyhead.core.attention.Softmax;
import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.layer.Names;
import dev.polyhead.core.layer.NormSpec;
import dev.polyhead.core.model.Blueprint;
import dev.polyhead.core.model.FamilySettings;
import dev.polyhead.core.model.ModelFamily;
import dev.polyhead.core.transformer.Head;
import dev.polyhead.core.transformer.LanguageModelHead;
import dev.polyhead.core.transformer.SequenceClassifier;
import dev.polyhead.core.transformer.SpanHead;
import dev.polyhead.core.transformer.Stack;
import dev.polyhead.core.transformer.StackConfig;
import dev.polyhead.core.transformer.TokenClassifier;
import dev.polyhead.core.transformer.WordInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Llama, Touvron et al. 2023, and its like: Mistral (a window over the past) and Qwen2 (biases on queries, keys and
 * values). A pre-norm decoder with root-mean-square norms, rotary positions, shared key heads and a gated network.
 */
public final class Llama implements ModelFamily {
    private static final Names NAMES = Names.of(Map.ofEntries(
            entry(WORDS, "embed_tokens"),
            entry(ATTENTION_NORM, "layers.%d.input_layernorm"),
            entry(QUERY, "layers.%d.self_attn.q_proj"),
            entry(KEY, "layers.%d.self_attn.k_proj"),
            entry(VALUE, "layers.%d.self_attn.v_proj"),
            entry(ATTENTION_OUT, "layers.%d.self_attn.o_proj"),
            entry(FEED_FORWARD_NORM, "layers.%d.post_attention_layernorm"),
            entry(GATE, "layers.%d.mlp.gate_proj"),
            entry(UP, "layers.%d.mlp.up_proj"),
            entry(DOWN, "layers.%d.mlp.down_proj"),
            entry(FINAL_NORM, "norm")));

    @Override
    public Set<String> modelTypes() {
        return Set.of("llama", "mistral", "qwen2");
    }

    @Override
    public List<String> ignored() {
        return List.of("(model\\.)?layers\\.\\d+\\.self_attn\\.rotary_emb\\.inv_freq", "lm_head\\.weight");
    }

    @Override
    public Blueprint read(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        Defaults defaults = Defaults.of(config.text("model_type"));
        int hidden = config.integer("hidden_size", 4096);
        int heads = config.integer("num_attention_heads", 32);
        int size = config.has("head_dim") ? config.integer("head_dim") : FamilySettings.headSize(hidden, heads);
        StackConfig stack = StackConfig.of(
                        hidden,
                        new Heads(heads, keyValueHeads(config, defaults, heads), size),
                        config.integer("intermediate_size", defaults.feedForward()))
                .activation(config.text("hidden_act", "silu"))
                .norm(NormSpec.rms(config.number("rms_norm_eps", 1e-6)))
                .preNorm()
                .attention(attention(config, size))
                .build();
        WordInput words = WordInput.withoutPositions(
                "input_ids",
                config.integer("vocab_size", defaults.vocabulary()),
                config.integer("max_position_embeddings", defaults.context()));
        return new Blueprint.DecoderOnly(new Stack(words, stack, names(config), prefix(checkpoint)), heads(checkpoint));
    }

    /**
     * What the reference takes where a config is silent.
     *
     * @param vocabulary words
     * @param keyValueHeads 0 for as many as there are query heads
     * @param feedForward channels inside the feed-forward network
     * @param context most tokens
     * @param window keys that a query sees, where a window is used
     */
    private record Defaults(int vocabulary, int keyValueHeads, int feedForward, int context, int window) {
        static Defaults of(String type) {
            return switch (type) {
                case "mistral" -> new Defaults(32_000, 8, 14_336, 131_072, 4096);
                case "qwen2" -> new Defaults(151_936, 32, 22_016, 32_768, 4096);
                default -> new Defaults(32_000, 0, 11_008, 2048, 0);
            };
        }
    }

    /** An explicit null means one for each query head, whatever the default. */
    private static int keyValueHeads(ConfigJson config, Defaults defaults, int heads) {
        boolean silent = !config.json().has("num_key_value_heads") && defaults.keyValueHeads() > 0;
        return silent ? defaults.keyValueHeads() : config.integer("num_key_value_heads", heads);
    }

    /** The span head's checkpoints call the stack by another name. */
    private static String prefix(Checkpoint checkpoint) {
        boolean old = checkpoint.tensors().keySet().stream().anyMatch(name -> name.startsWith("transformer."));
        return old ? "transformer." : "model.";
    }

    private static Names names(ConfigJson config) {
        boolean qwen = config.text("model_type").equals("qwen2");
        boolean llama = config.text("model_type").equals("llama");
        boolean attentionBias = llama && config.flag("attention_bias", false);
        Names names = NAMES;
        if (!attentionBias && !qwen) {
            names = names.withoutBias(QUERY, KEY, VALUE);
        }
        if (!attentionBias || qwen) {
            names = names.withoutBias(ATTENTION_OUT);
        }
        return llama && config.flag("mlp_bias", false) ? names : names.withoutBias(GATE, UP, DOWN);
    }

    private static List<AttentionSpec> attention(ConfigJson config, int size) {
        Rotary rotary = RotaryFrequencies.read(config, size);
        List<AttentionSpec> attention = new ArrayList<>();
        int layers = config.integer("num_hidden_layers", 32);
        int window = config.integer(
                "sliding_window", Defaults.of(config.text("model_type")).window());
        for (int layer = 0; layer < layers; layer++) {
            AttentionPattern pattern = slides(config, layer, layers)
                    ? new AttentionPattern.CausalWindow(window)
                    : new AttentionPattern.Causal();
            attention.add(new AttentionSpec(pattern, rotary, Softmax.scaled(size)));
        }
        return attention;
    }

    /** An explicit null switches the window off; a config that does not mention it leaves it at its default. */
    private static boolean slides(ConfigJson config, int layer, int layers) {
        boolean off = config.json().has("sliding_window") && !config.has("sliding_window");
        return switch (config.text("model_type")) {
            case "mistral" -> !off;
            case "qwen2" -> !off && config.flag("use_sliding_window", false) && slidesInQwen(config, layer, layers);
            default -> false;
        };
    }

    private static boolean slidesInQwen(ConfigJson config, int layer, int layers) {
        List<String> types = config.texts("layer_types");
        if (types.isEmpty()) {
            return layer >= config.integer("max_window_layers", 28);
        }
        if (types.size() != layers) {
            throw new CheckpointException(
                    "config.json names %d layer_types for %d layers.".formatted(types.size(), layers));
        }
        return switch (types.get(layer)) {
            case "sliding_attention" -> true;
            case "full_attention" -> false;
            default -> throw config.unsupported("layer_types");
        };
    }

    private static List<Head> heads(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        String family = switch (config.text("model_type")) {
            case "mistral" -> "Mistral";
            case "qwen2" -> "Qwen2";
            default -> "Llama";
        };
        String architecture = FamilySettings.architecture(checkpoint, family);
        return switch (architecture) {
            case "Model" -> List.of();
            case "ForCausalLM" ->
                List.of(LanguageModelHead.plain(
                        FamilySettings.ownHead(checkpoint, "lm_head", config.flag("tie_word_embeddings", false))));
            case "ForTokenClassification" -> List.of(new TokenClassifier("score", FamilySettings.labels(config)));
            case "ForQuestionAnswering" -> List.of(SpanHead.plain("qa_outputs"));
            case "ForSequenceClassification" ->
                List.of(new SequenceClassifier(
                        new SequenceClassifier.Token.LastReal(config.integer("pad_token_id", -1)),
                        Optional.empty(),
                        Optional.empty(),
                        new SequenceClassifier.Last("score", FamilySettings.labels(config), false)));
            default -> throw FamilySettings.unsupported(family, architecture);
        };
    }
}
