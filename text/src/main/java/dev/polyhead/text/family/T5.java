package dev.polyhead.text.family;

import static dev.polyhead.core.layer.Slot.*;
import static java.util.Map.entry;

import dev.polyhead.core.attention.AttentionPattern;
import dev.polyhead.core.attention.AttentionSpec;
import dev.polyhead.core.attention.BucketedBias;
import dev.polyhead.core.attention.Heads;
import dev.polyhead.core.attention.PositionScheme;
import dev.polyhead.core.attention.Softmax;
import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.layer.Names;
import dev.polyhead.core.layer.NormSpec;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.model.Blueprint;
import dev.polyhead.core.model.FamilySettings;
import dev.polyhead.core.model.ModelFamily;
import dev.polyhead.core.transformer.LanguageModelHead;
import dev.polyhead.core.transformer.Stack;
import dev.polyhead.core.transformer.StackConfig;
import dev.polyhead.core.transformer.TokenClassifier;
import dev.polyhead.core.transformer.WordInput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * T5, Raffel et al. 2020, its version 1.1 (Flan-T5) and mT5: a pre-norm encoder-decoder with root-mean-square norms,
 * bucketed distances, unscaled attention and no biases.
 */
public final class T5 implements ModelFamily {
    @Override
    public Set<String> modelTypes() {
        return Set.of("t5", "mt5");
    }

    @Override
    public List<String> ignored() {
        return List.of(
                "(transformer\\.)?(encoder|decoder)\\.embed_tokens\\.weight",
                "decoder\\.block\\.0\\.layer\\.1\\.EncDecAttention\\.relative_attention_bias\\.weight",
                "lm_head\\.weight");
    }

    @Override
    public Blueprint read(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        int layers = config.integer("num_layers", mt5(config) ? 8 : 6);
        String family = mt5(config) ? "MT5" : "T5";
        String architecture = FamilySettings.architecture(checkpoint, family);
        // The token classifier's checkpoints put a name before the stack's.
        String prefix = architecture.equals("ForTokenClassification") ? "transformer." : "";
        Stack encoder = new Stack(
                words(config, "input_ids"),
                stack(config, layers, new AttentionPattern.Full(), true).build(),
                names(checkpoint, "encoder", 1),
                prefix);
        if (architecture.equals("EncoderModel")) {
            return new Blueprint.EncoderOnly(encoder, List.of());
        }
        if (architecture.equals("ForTokenClassification")) {
            return new Blueprint.EncoderOnly(
                    encoder, List.of(new TokenClassifier("classifier", FamilySettings.labels(config))));
        }
        StackConfig.Builder decoderStack = stack(
                        config, config.integer("num_decoder_layers", layers), new AttentionPattern.Causal(), false)
                .cross(new AttentionSpec(new AttentionPattern.Full(), new PositionScheme.None(), new Softmax(1)));
        Stack decoder = new Stack(
                words(config, "decoder_input_ids"), decoderStack.build(), names(checkpoint, "decoder", 2), "");
        return switch (architecture) {
            case "Model" -> new Blueprint.EncoderDecoder(encoder, decoder, List.of());
            case "ForConditionalGeneration", "WithLMHeadModel" ->
                new Blueprint.EncoderDecoder(encoder, decoder, List.of(head(checkpoint)));
            default -> throw FamilySettings.unsupported(family, architecture);
        };
    }

    private static WordInput words(ConfigJson config, String name) {
        return WordInput.withoutPositions(
                name, config.integer("vocab_size", mt5(config) ? 250_112 : 32_128), Integer.MAX_VALUE);
    }

    private static boolean mt5(ConfigJson config) {
        return config.text("model_type").equals("mt5");
    }

    /** T5 divides what its head reads, version 1.1, known by {@code tie_word_embeddings}, and mT5 do not. */
    private static LanguageModelHead head(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        boolean scaled = !mt5(config) && config.flag("scale_decoder_outputs", config.flag("tie_word_embeddings", true));
        return new LanguageModelHead(
                FamilySettings.ownHead(checkpoint, "lm_head", true),
                Optional.empty(),
                scaled ? 1 / Math.sqrt(config.integer("d_model", 512)) : 1,
                Optional.empty());
    }

    private static StackConfig.Builder stack(
            ConfigJson config, int layers, AttentionPattern pattern, boolean bothWays) {
        int hidden = config.integer("d_model", 512);
        BucketedBias bias = new BucketedBias(
                config.integer("relative_attention_num_buckets", 32),
                config.integer("relative_attention_max_distance", 128),
                bothWays);
        Heads heads = Heads.of(config.integer("num_heads", mt5(config) ? 6 : 8), config.integer("d_kv", 64));
        return StackConfig.of(hidden, heads, config.integer("d_ff", mt5(config) ? 1024 : 2048))
                .activation(activation(config))
                .norm(NormSpec.rms(config.number("layer_norm_epsilon", 1e-6)))
                .preNorm()
                .attention(layers, new AttentionSpec(pattern, bias, new Softmax(1)));
    }

    private static boolean gated(ConfigJson config) {
        return projection(config).startsWith("gated-");
    }

    private static String projection(ConfigJson config) {
        return config.text("feed_forward_proj", mt5(config) ? "gated-gelu" : "relu");
    }

    /** "gated-gelu" has always meant the tanh approximation. */
    private static String activation(ConfigJson config) {
        String projection = projection(config);
        return switch (projection) {
            case "gated-gelu" -> "gelu_new";
            default -> gated(config) ? projection.substring("gated-".length()) : projection;
        };
    }

    private static Names names(Checkpoint checkpoint, String side, int feedForward) {
        ConfigJson config = checkpoint.config();
        String attention = side + ".block.%d.layer.0.SelfAttention.";
        String cross = side + ".block.%d.layer.1.EncDecAttention.";
        String network = side + ".block.%d.layer." + feedForward + ".DenseReluDense.";
        Map<Slot, String> names = new HashMap<>(Map.ofEntries(
                entry(
                        WORDS,
                        FamilySettings.firstHeld(
                                checkpoint,
                                "transformer.",
                                List.of(
                                        side + ".embed_tokens",
                                        "shared",
                                        "encoder.embed_tokens",
                                        "decoder.embed_tokens",
                                        "lm_head"))),
                entry(RELATIVE, side + ".block.0.layer.0.SelfAttention.relative_attention_bias"),
                entry(ATTENTION_NORM, side + ".block.%d.layer.0.layer_norm"),
                entry(QUERY, attention + "q"),
                entry(KEY, attention + "k"),
                entry(VALUE, attention + "v"),
                entry(ATTENTION_OUT, attention + "o"),
                entry(FEED_FORWARD_NORM, side + ".block.%d.layer." + feedForward + ".layer_norm"),
                entry(UP, network + (gated(config) ? "wi_1" : "wi")),
                entry(DOWN, network + "wo"),
                entry(FINAL_NORM, side + ".final_layer_norm")));
        if (gated(config)) {
            names.put(GATE, network + "wi_0");
        }
        if (side.equals("decoder")) {
            names.putAll(Map.of(
                    CROSS_NORM, side + ".block.%d.layer.1.layer_norm",
                    CROSS_QUERY, cross + "q",
                    CROSS_KEY, cross + "k",
                    CROSS_VALUE, cross + "v",
                    CROSS_OUT, cross + "o"));
        }
        return Names.of(names)
                .withoutBias(
                        QUERY,
                        KEY,
                        VALUE,
                        ATTENTION_OUT,
                        CROSS_QUERY,
                        CROSS_KEY,
                        CROSS_VALUE,
                        CROSS_OUT,
                        UP,
                        GATE,
                        DOWN);
    }
}
