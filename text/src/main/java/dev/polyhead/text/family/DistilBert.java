package dev.polyhead.text.family;

import static dev.polyhead.core.layer.Slot.*;
import static java.util.Map.entry;

import dev.polyhead.core.attention.AttentionSpec;
import dev.polyhead.core.attention.Heads;
import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.layer.Activation;
import dev.polyhead.core.layer.Names;
import dev.polyhead.core.layer.NormSpec;
import dev.polyhead.core.layer.PositionEmbedding;
import dev.polyhead.core.layer.Slot;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** DistilBERT, Sanh et al. 2019: BERT with half the layers, without segments and pooler. */
public final class DistilBert implements ModelFamily {
    private static final NormSpec NORM = NormSpec.layer(1e-12);

    private static final Map<Slot, String> NAMES = Map.ofEntries(
            entry(WORDS, "embeddings.word_embeddings"),
            entry(POSITIONS, "embeddings.position_embeddings"),
            entry(EMBEDDING_NORM, "embeddings.LayerNorm"),
            entry(QUERY, "transformer.layer.%d.attention.q_lin"),
            entry(KEY, "transformer.layer.%d.attention.k_lin"),
            entry(VALUE, "transformer.layer.%d.attention.v_lin"),
            entry(ATTENTION_OUT, "transformer.layer.%d.attention.out_lin"),
            entry(ATTENTION_NORM, "transformer.layer.%d.sa_layer_norm"),
            entry(UP, "transformer.layer.%d.ffn.lin1"),
            entry(DOWN, "transformer.layer.%d.ffn.lin2"),
            entry(FEED_FORWARD_NORM, "transformer.layer.%d.output_layer_norm"));

    @Override
    public Set<String> modelTypes() {
        return Set.of("distilbert");
    }

    @Override
    public List<String> ignored() {
        return List.of("(distilbert\\.)?embeddings\\.position_ids", "vocab_.*");
    }

    @Override
    public Blueprint read(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        int hidden = config.integer("dim", 768);
        int heads = config.integer("n_heads", 12);
        int size = FamilySettings.headSize(hidden, heads);
        PositionEmbedding positions = new PositionEmbedding.Learned(config.integer("max_position_embeddings", 512), 0);
        StackConfig stack = StackConfig.of(hidden, Heads.of(heads, size), config.integer("hidden_dim", 3072))
                .activation(config.text("activation", "gelu"))
                .norm(NORM)
                .postNorm()
                .attention(config.integer("n_layers", 6), AttentionSpec.full(size))
                .build();
        WordInput words = WordInput.of("input_ids", config.integer("vocab_size", 30522), positions)
                .normed(NORM);
        return new Blueprint.EncoderOnly(new Stack(words, stack, Names.of(NAMES), "distilbert."), heads(checkpoint));
    }

    private static List<Head> heads(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        String architecture = FamilySettings.architecture(checkpoint, "DistilBert");
        int labels = FamilySettings.labels(config);
        return switch (architecture) {
            case "Model" -> List.of();
            case "ForMaskedLM" -> List.of(maskedLanguageModel(checkpoint));
            case "ForSequenceClassification" ->
                List.of(new SequenceClassifier(
                        new SequenceClassifier.Token.First(),
                        Optional.empty(),
                        Optional.of(new SequenceClassifier.Dense("pre_classifier", Activation.RELU)),
                        new SequenceClassifier.Last("classifier", labels, true)));
            case "ForTokenClassification" -> List.of(new TokenClassifier("classifier", labels));
            case "ForQuestionAnswering" -> List.of(SpanHead.plain("qa_outputs"));
            default -> throw FamilySettings.unsupported("DistilBert", architecture);
        };
    }

    private static LanguageModelHead maskedLanguageModel(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        boolean tied = config.flag("tie_word_embeddings", true);
        return new LanguageModelHead(
                FamilySettings.ownHead(checkpoint, "vocab_projector", tied),
                Optional.of(LanguageModelHead.Bias.row("vocab_projector.bias", config.integer("vocab_size", 30522))),
                1,
                Optional.of(new LanguageModelHead.Transform(
                        "vocab_transform",
                        Activation.of(config.text("activation", "gelu")),
                        "vocab_layer_norm",
                        NORM)));
    }
}
