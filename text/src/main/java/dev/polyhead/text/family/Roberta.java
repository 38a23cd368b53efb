package dev.polyhead.text.family;

import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.layer.Activation;
import dev.polyhead.core.layer.Names;
import dev.polyhead.core.layer.PositionEmbedding;
import dev.polyhead.core.model.Blueprint;
import dev.polyhead.core.model.FamilySettings;
import dev.polyhead.core.model.ModelFamily;
import dev.polyhead.core.transformer.Head;
import dev.polyhead.core.transformer.LanguageModelHead;
import dev.polyhead.core.transformer.Pooler;
import dev.polyhead.core.transformer.SequenceClassifier;
import dev.polyhead.core.transformer.SpanHead;
import dev.polyhead.core.transformer.Stack;
import dev.polyhead.core.transformer.TokenClassifier;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * RoBERTa, Liu et al. 2019, and its like (XLM-RoBERTa, CamemBERT): BERT's encoder with positions that skip padding and
 * heads of its own.
 */
public final class Roberta implements ModelFamily {
    private static final int VOCABULARY = 50265;

    @Override
    public Set<String> modelTypes() {
        return Set.of("roberta", "xlm-roberta", "camembert");
    }

    @Override
    public List<String> ignored() {
        return List.of("(roberta\\.)?embeddings\\.position_ids", "(roberta\\.)?pooler\\..*", "lm_head\\..*");
    }

    @Override
    public Blueprint read(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        config.supportsOnly("is_decoder", false);
        config.supportsOnly("add_cross_attention", false);
        if (!config.text("position_embedding_type", "absolute").equals("absolute")) {
            throw config.unsupported("position_embedding_type");
        }
        Stack stack = new Stack(
                Bert.input(config, positions(config), VOCABULARY),
                Bert.stack(config).build(),
                Names.of(Bert.NAMES),
                "roberta.");
        return new Blueprint.EncoderOnly(stack, heads(checkpoint, family(config)));
    }

    private static String family(ConfigJson config) {
        return switch (config.text("model_type")) {
            case "xlm-roberta" -> "XLMRoberta";
            case "camembert" -> "Camembert";
            default -> "Roberta";
        };
    }

    static PositionEmbedding positions(ConfigJson config) {
        return new PositionEmbedding.LearnedPastPadding(
                config.integer("max_position_embeddings", 512), config.integer("pad_token_id", 1));
    }

    /** Heads as RoBERTa's descendants share them. */
    static List<Head> heads(Checkpoint checkpoint, String family) {
        ConfigJson config = checkpoint.config();
        String architecture = FamilySettings.architecture(checkpoint, family);
        int labels = FamilySettings.labels(config);
        return switch (architecture) {
            case "Model" -> hasPooler(checkpoint) ? List.of(new Pooler("pooler.dense")) : List.of();
            case "ForMaskedLM" -> List.of(maskedLanguageModel(checkpoint));
            case "ForSequenceClassification" ->
                List.of(new SequenceClassifier(
                        new SequenceClassifier.Token.First(),
                        Optional.empty(),
                        Optional.of(new SequenceClassifier.Dense("classifier.dense", Activation.TANH)),
                        new SequenceClassifier.Last("classifier.out_proj", labels, true)));
            case "ForTokenClassification" -> List.of(new TokenClassifier("classifier", labels));
            case "ForQuestionAnswering" -> List.of(SpanHead.plain("qa_outputs"));
            default -> throw FamilySettings.unsupported(family, architecture);
        };
    }

    private static boolean hasPooler(Checkpoint checkpoint) {
        return checkpoint.tensors().keySet().stream().anyMatch(name -> name.endsWith("pooler.dense.weight"));
    }

    private static LanguageModelHead maskedLanguageModel(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        boolean tied = config.flag("tie_word_embeddings", true);
        return new LanguageModelHead(
                FamilySettings.ownHead(checkpoint, "lm_head.decoder", tied),
                Optional.of(FamilySettings.wordBias(checkpoint, "lm_head", config.integer("vocab_size", VOCABULARY))),
                1,
                Optional.of(new LanguageModelHead.Transform(
                        "lm_head.dense", Activation.GELU, "lm_head.layer_norm", Bert.norm(config))));
    }
}
