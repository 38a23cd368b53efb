package dev.polyhead.text.family;

import dev.polyhead.core.attention.AttentionPattern;
import dev.polyhead.core.attention.AttentionSpec;
import dev.polyhead.core.attention.BlockSoftmax;
import dev.polyhead.core.attention.PositionScheme;
import dev.polyhead.core.attention.RandomBlocks;
import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.layer.Activation;
import dev.polyhead.core.layer.Names;
import dev.polyhead.core.layer.PositionEmbedding;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.model.Blueprint;
import dev.polyhead.core.model.FamilySettings;
import dev.polyhead.core.model.ModelFamily;
import dev.polyhead.core.transformer.Head;
import dev.polyhead.core.transformer.Pooler;
import dev.polyhead.core.transformer.QuestionTokens;
import dev.polyhead.core.transformer.SequenceClassifier;
import dev.polyhead.core.transformer.SpanHead;
import dev.polyhead.core.transformer.Stack;
import dev.polyhead.core.transformer.StackConfig;
import dev.polyhead.core.transformer.TokenClassifier;
import dev.polyhead.core.transformer.WordInput;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** BigBird, Zaheer et al. 2020: BERT with block-sparse attention on long inputs, and full attention on short ones. */
public final class BigBird implements ModelFamily {
    private static final int VOCABULARY = 50358;
    private static final int SEPARATOR = 66;

    /** Blocks that the sparse attention sees beside two for every random one; shorter inputs use full attention. */
    private static final int SEEN_BLOCKS = 5;

    @Override
    public Set<String> modelTypes() {
        return Set.of("big_bird");
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
        StackConfig.Builder stack = Bert.stack(config).activation(activation(config));
        switch (config.text("attention_type", "block_sparse")) {
            case "original_full" -> {
                // Bert's own attention stays.
            }
            case "block_sparse" -> sparse(config, stack);
            default -> throw config.unsupported("attention_type");
        }
        PositionEmbedding positions = new PositionEmbedding.Learned(config.integer("max_position_embeddings", 4096), 0);
        WordInput words = Bert.input(config, positions, VOCABULARY)
                .scaledBy(config.flag("rescale_embeddings", false) ? Math.sqrt(config.integer("hidden_size", 768)) : 1);
        if (FamilySettings.architecture(checkpoint, "BigBird").equals("ForQuestionAnswering")) {
            words = words.asking(question(config));
        }
        Names names = Names.of(Bert.NAMES);
        if (!config.flag("use_bias", true)) {
            names = names.withoutBias(Slot.QUERY, Slot.KEY, Slot.VALUE);
        }
        return new Blueprint.EncoderOnly(new Stack(words, stack.build(), names, "bert."), heads(checkpoint));
    }

    private static String activation(ConfigJson config) {
        return config.text("hidden_act", "gelu_new");
    }

    private static void sparse(ConfigJson config, StackConfig.Builder stack) {
        int block = config.integer("block_size", 64);
        int random = config.integer("num_random_blocks", 3);
        int size = Bert.headSize(config);
        stack.attention(
                        config.integer("num_hidden_layers", 12),
                        new AttentionSpec(
                                new AttentionPattern.BlockSparse(block, random, new RandomBlocks.FirstBlock()),
                                new PositionScheme.None(),
                                new BlockSoftmax(1 / Math.sqrt(size))))
                .fullUpTo((SEEN_BLOCKS + 2 * random) * block);
    }

    private static List<Head> heads(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        String architecture = FamilySettings.architecture(checkpoint, "BigBird");
        int labels = FamilySettings.labels(config);
        boolean pooler = checkpoint.tensors().keySet().stream().anyMatch(name -> name.endsWith("pooler.weight"));
        return switch (architecture) {
            case "Model" -> pooler ? List.of(new Pooler("pooler")) : List.of();
            case "ForMaskedLM", "ForPreTraining" ->
                List.of(Bert.maskedLanguageModel(checkpoint, activation(config), VOCABULARY));
            case "ForSequenceClassification" ->
                List.of(new SequenceClassifier(
                        new SequenceClassifier.Token.First(),
                        Optional.empty(),
                        Optional.of(
                                new SequenceClassifier.Dense("classifier.dense", Activation.of(activation(config)))),
                        new SequenceClassifier.Last("classifier.out_proj", labels, true)));
            case "ForTokenClassification" -> List.of(new TokenClassifier("classifier", labels));
            case "ForQuestionAnswering" -> List.of(spans(config));
            default -> throw FamilySettings.unsupported("BigBird", architecture);
        };
    }

    private static SpanHead spans(ConfigJson config) {
        SpanHead.Network network = new SpanHead.Network(
                "qa_classifier.intermediate.dense",
                config.integer("intermediate_size", 3072),
                Activation.of(activation(config)),
                "qa_classifier.output.dense",
                "qa_classifier.output.LayerNorm",
                Bert.norm(config));
        return new SpanHead("qa_classifier.qa_outputs", Optional.of(network), Optional.of(question(config)));
    }

    private static QuestionTokens question(ConfigJson config) {
        return new QuestionTokens(config.integer("sep_token_id", SEPARATOR));
    }
}
