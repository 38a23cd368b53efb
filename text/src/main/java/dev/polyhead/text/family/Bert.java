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
import dev.polyhead.core.transformer.Pooler;
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

/** BERT, Devlin et al. 2018: a post-norm encoder over words, positions and segments. */
public final class Bert implements ModelFamily {
    private static final int VOCABULARY = 30522;

    static final Map<Slot, String> NAMES = Map.ofEntries(
            entry(WORDS, "embeddings.word_embeddings"),
            entry(POSITIONS, "embeddings.position_embeddings"),
            entry(TYPES, "embeddings.token_type_embeddings"),
            entry(EMBEDDING_NORM, "embeddings.LayerNorm"),
            entry(QUERY, "encoder.layer.%d.attention.self.query"),
            entry(KEY, "encoder.layer.%d.attention.self.key"),
            entry(VALUE, "encoder.layer.%d.attention.self.value"),
            entry(ATTENTION_OUT, "encoder.layer.%d.attention.output.dense"),
            entry(ATTENTION_NORM, "encoder.layer.%d.attention.output.LayerNorm"),
            entry(UP, "encoder.layer.%d.intermediate.dense"),
            entry(DOWN, "encoder.layer.%d.output.dense"),
            entry(FEED_FORWARD_NORM, "encoder.layer.%d.output.LayerNorm"));

    private static final Pooler POOLER = new Pooler("pooler.dense");

    @Override
    public Set<String> modelTypes() {
        return Set.of("bert");
    }

    @Override
    public List<String> ignored() {
        return List.of(
                "(bert\\.)?embeddings\\.position_ids",
                "(bert\\.)?pooler\\..*",
                "cls\\.seq_relationship\\..*",
                "cls\\.predictions\\..*");
    }

    @Override
    public Blueprint read(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        config.supportsOnly("is_decoder", false);
        config.supportsOnly("add_cross_attention", false);
        if (!config.text("position_embedding_type", "absolute").equals("absolute")) {
            throw config.unsupported("position_embedding_type");
        }
        PositionEmbedding positions = new PositionEmbedding.Learned(config.integer("max_position_embeddings", 512), 0);
        StackConfig stack = stack(config).build();
        return new Blueprint.EncoderOnly(
                new Stack(input(config, positions, VOCABULARY), stack, Names.of(NAMES), "bert."), heads(checkpoint));
    }

    static WordInput input(ConfigJson config, PositionEmbedding positions, int vocabulary) {
        return WordInput.of("input_ids", config.integer("vocab_size", vocabulary), positions)
                .typed(config.integer("type_vocab_size", 2))
                .normed(norm(config));
    }

    static StackConfig.Builder stack(ConfigJson config) {
        int hidden = config.integer("hidden_size", 768);
        int size = headSize(config);
        return StackConfig.of(hidden, Heads.of(hidden / size, size), config.integer("intermediate_size", 3072))
                .activation(config.text("hidden_act", "gelu"))
                .norm(norm(config))
                .postNorm()
                .attention(config.integer("num_hidden_layers", 12), AttentionSpec.full(size));
    }

    static int headSize(ConfigJson config) {
        return FamilySettings.headSize(config.integer("hidden_size", 768), config.integer("num_attention_heads", 12));
    }

    static NormSpec norm(ConfigJson config) {
        return NormSpec.layer(config.number("layer_norm_eps", 1e-12));
    }

    private static List<Head> heads(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        String architecture = FamilySettings.architecture(checkpoint, "Bert");
        int labels = FamilySettings.labels(config);
        return switch (architecture) {
            case "Model" -> hasPooler(checkpoint) ? List.of(POOLER) : List.of();
            case "ForMaskedLM", "ForPreTraining" ->
                List.of(maskedLanguageModel(checkpoint, config.text("hidden_act", "gelu"), VOCABULARY));
            case "ForSequenceClassification" -> List.of(pooled("classifier", labels));
            case "ForNextSentencePrediction" -> List.of(pooled("cls.seq_relationship", 2));
            case "ForTokenClassification" -> List.of(new TokenClassifier("classifier", labels));
            case "ForQuestionAnswering" -> List.of(SpanHead.plain("qa_outputs"));
            default -> throw FamilySettings.unsupported("Bert", architecture);
        };
    }

    private static boolean hasPooler(Checkpoint checkpoint) {
        return checkpoint.tensors().keySet().stream().anyMatch(name -> name.endsWith("pooler.dense.weight"));
    }

    private static SequenceClassifier pooled(String name, int labels) {
        return new SequenceClassifier(
                new SequenceClassifier.Token.First(),
                Optional.of(POOLER),
                Optional.empty(),
                new SequenceClassifier.Last(name, labels, true));
    }

    static LanguageModelHead maskedLanguageModel(Checkpoint checkpoint, String activation, int vocabulary) {
        ConfigJson config = checkpoint.config();
        boolean tied = config.flag("tie_word_embeddings", true);
        return new LanguageModelHead(
                FamilySettings.ownHead(checkpoint, "cls.predictions.decoder", tied),
                Optional.of(FamilySettings.wordBias(
                        checkpoint, "cls.predictions", config.integer("vocab_size", vocabulary))),
                1,
                Optional.of(new LanguageModelHead.Transform(
                        "cls.predictions.transform.dense",
                        Activation.of(activation),
                        "cls.predictions.transform.LayerNorm",
                        norm(config))));
    }
}
