package dev.polyhead.text.family;

import static dev.polyhead.core.layer.Slot.*;
import static java.util.Map.entry;

import dev.polyhead.core.attention.AttentionPattern;
import dev.polyhead.core.attention.AttentionSpec;
import dev.polyhead.core.attention.Heads;
import dev.polyhead.core.attention.Rotary;
import dev.polyhead.core.attention.Softmax;
import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.layer.Names;
import dev.polyhead.core.layer.NormSpec;
import dev.polyhead.core.model.Blueprint;
import dev.polyhead.core.model.FamilySettings;
import dev.polyhead.core.model.ModelFamily;
import dev.polyhead.core.transformer.Head;
import dev.polyhead.core.transformer.LanguageModelHead;
import dev.polyhead.core.transformer.SequenceClassifier;
import dev.polyhead.core.transformer.Stack;
import dev.polyhead.core.transformer.StackConfig;
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
        int hidden = config.integer("hidden_size");
        int heads = config.integer("num_attention_heads");
        int size = config.has("head_dim") ? config.integer("head_dim") : FamilySettings.headSize(hidden, heads);
        StackConfig stack = StackConfig.of(
                        hidden,
                        new Heads(heads, config.integer("num_key_value_heads", heads), size),
                        config.integer("intermediate_size"))
                .activation(config.text("hidden_act", "silu"))
                .norm(NormSpec.rms(config.number("rms_norm_eps", 1e-6)))
                .preNorm()
                .attention(attention(config, size))
                .build();
        WordInput words = WordInput.withoutPositions(
                "input_ids", config.integer("vocab_size"), config.integer("max_position_embeddings", 2048));
        return new Blueprint.DecoderOnly(new Stack(words, stack, names(config), "model."), heads(checkpoint));
    }

    private static Names names(ConfigJson config) {
        boolean qwen = config.text("model_type").equals("qwen2");
        boolean attentionBias = config.flag("attention_bias", false);
        Names names = NAMES;
        if (!attentionBias && !qwen) {
            names = names.withoutBias(QUERY, KEY, VALUE);
        }
        if (!attentionBias || qwen) {
            names = names.withoutBias(ATTENTION_OUT);
        }
        return config.flag("mlp_bias", false) ? names : names.withoutBias(GATE, UP, DOWN);
    }

    private static List<AttentionSpec> attention(ConfigJson config, int size) {
        Rotary rotary = RotaryFrequencies.read(config, size);
        List<AttentionSpec> attention = new ArrayList<>();
        int layers = config.integer("num_hidden_layers");
        for (int layer = 0; layer < layers; layer++) {
            AttentionPattern pattern = slides(config, layer)
                    ? new AttentionPattern.CausalWindow(config.integer("sliding_window"))
                    : new AttentionPattern.Causal();
            attention.add(new AttentionSpec(pattern, rotary, Softmax.scaled(size)));
        }
        return attention;
    }

    private static boolean slides(ConfigJson config, int layer) {
        if (!config.has("sliding_window")) {
            return false;
        }
        return switch (config.text("model_type")) {
            case "mistral" -> true;
            case "qwen2" ->
                config.flag("use_sliding_window", false)
                        && (config.texts("layer_types").isEmpty()
                                ? layer >= config.integer("max_window_layers", 28)
                                : config.texts("layer_types").get(layer).equals("sliding_attention"));
            default -> false;
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
                List.of(LanguageModelHead.plain(config.flag("tie_word_embeddings", false), "lm_head"));
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
