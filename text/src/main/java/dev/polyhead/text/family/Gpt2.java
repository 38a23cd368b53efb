package dev.polyhead.text.family;

import static dev.polyhead.core.layer.Slot.*;
import static java.util.Map.entry;

import dev.polyhead.core.attention.AttentionPattern;
import dev.polyhead.core.attention.AttentionSpec;
import dev.polyhead.core.attention.Heads;
import dev.polyhead.core.attention.PositionScheme;
import dev.polyhead.core.attention.Softmax;
import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.layer.Names;
import dev.polyhead.core.layer.NormSpec;
import dev.polyhead.core.layer.PositionEmbedding;
import dev.polyhead.core.layer.WeightLayout;
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

/** GPT-2, Radford et al. 2019: a pre-norm decoder with learned positions; its matrices are stored {@code [in, out]}. */
public final class Gpt2 implements ModelFamily {
    private static final Names NAMES = Names.of(Map.ofEntries(
                    entry(WORDS, "wte"),
                    entry(POSITIONS, "wpe"),
                    entry(ATTENTION_NORM, "h.%d.ln_1"),
                    entry(QUERY_KEY_VALUE, "h.%d.attn.c_attn"),
                    entry(ATTENTION_OUT, "h.%d.attn.c_proj"),
                    entry(FEED_FORWARD_NORM, "h.%d.ln_2"),
                    entry(UP, "h.%d.mlp.c_fc"),
                    entry(DOWN, "h.%d.mlp.c_proj"),
                    entry(FINAL_NORM, "ln_f")))
            .withLayout(WeightLayout.IN_OUT);

    @Override
    public Set<String> modelTypes() {
        return Set.of("gpt2");
    }

    @Override
    public List<String> ignored() {
        return List.of("(transformer\\.)?h\\.\\d+\\.attn\\.(masked_)?bias", "lm_head\\.weight");
    }

    @Override
    public Blueprint read(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        config.supportsOnly("add_cross_attention", false);
        int hidden = config.integer("n_embd", 768);
        int heads = config.integer("n_head", 12);
        int size = FamilySettings.headSize(hidden, heads);
        StackConfig stack = StackConfig.of(hidden, Heads.of(heads, size), config.integer("n_inner", 4 * hidden))
                .activation(config.text("activation_function", "gelu_new"))
                .norm(NormSpec.layer(config.number("layer_norm_epsilon", 1e-5)))
                .preNorm()
                .attention(attention(config, size))
                .build();
        WordInput words = WordInput.of(
                "input_ids",
                config.integer("vocab_size", 50257),
                new PositionEmbedding.Learned(config.integer("n_positions", 1024), 0));
        return new Blueprint.DecoderOnly(new Stack(words, stack, NAMES, "transformer."), heads(checkpoint));
    }

    private static List<AttentionSpec> attention(ConfigJson config, int size) {
        double scale = config.flag("scale_attn_weights", true) ? 1 / Math.sqrt(size) : 1;
        boolean byLayer = config.flag("scale_attn_by_inverse_layer_idx", false);
        List<AttentionSpec> attention = new ArrayList<>();
        for (int layer = 0; layer < config.integer("n_layer", 12); layer++) {
            attention.add(new AttentionSpec(
                    new AttentionPattern.Causal(),
                    new PositionScheme.None(),
                    new Softmax(byLayer ? scale / (layer + 1) : scale)));
        }
        return attention;
    }

    private static List<Head> heads(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        String architecture = FamilySettings.architecture(checkpoint, "GPT2");
        return switch (architecture) {
            case "Model" -> List.of();
            case "LMHeadModel" ->
                List.of(LanguageModelHead.plain(
                        FamilySettings.ownHead(checkpoint, "lm_head", config.flag("tie_word_embeddings", true))));
            case "ForTokenClassification" -> List.of(new TokenClassifier("classifier", FamilySettings.labels(config)));
            case "ForQuestionAnswering" -> List.of(SpanHead.plain("qa_outputs"));
            case "ForSequenceClassification" ->
                List.of(new SequenceClassifier(
                        new SequenceClassifier.Token.LastReal(config.integer("pad_token_id", -1)),
                        Optional.empty(),
                        Optional.empty(),
                        new SequenceClassifier.Last("score", FamilySettings.labels(config), false)));
            default -> throw FamilySettings.unsupported("GPT2", architecture);
        };
    }
}
