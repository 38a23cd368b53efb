package dev.polyhead.text.family;

import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.layer.Activation;
import dev.polyhead.core.layer.NormSpec;
import dev.polyhead.core.layer.PositionEmbedding;
import dev.polyhead.core.model.Blueprint;
import dev.polyhead.core.model.FamilySettings;
import dev.polyhead.core.model.ModelFamily;
import dev.polyhead.core.model.RightShift;
import dev.polyhead.core.transformer.Head;
import dev.polyhead.core.transformer.SequenceClassifier;
import dev.polyhead.core.transformer.SpanHead;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * BART, Lewis et al. 2019: a post-norm encoder-decoder with learned positions; and mBART, Liu et al. 2020, the same with
 * pre-norm.
 */
public final class Bart implements ModelFamily {
    /** Rows of the table of positions before the first token's. */
    private static final int OFFSET = 2;

    private static final NormSpec NORM = NormSpec.layer(1e-5);

    @Override
    public Set<String> modelTypes() {
        return Set.of("bart", "mbart");
    }

    @Override
    public List<String> ignored() {
        return Seq2Seq.IGNORED;
    }

    @Override
    public Blueprint read(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        boolean preNorm = config.text("model_type").equals("mbart");
        PositionEmbedding positions =
                new PositionEmbedding.Learned(config.integer("max_position_embeddings", 1024), OFFSET);
        Seq2Seq stacks = new Seq2Seq(checkpoint, positions, 50_265, Optional.of(NORM), preNorm);
        String family = preNorm ? "MBart" : "Bart";
        String architecture = FamilySettings.architecture(checkpoint, family);
        List<Head> heads = switch (architecture) {
            case "Model" -> List.of();
            case "ForConditionalGeneration" -> List.of(stacks.head());
            case "ForSequenceClassification" -> List.of(classifier(config));
            case "ForQuestionAnswering" -> List.of(SpanHead.plain("qa_outputs"));
            default -> throw FamilySettings.unsupported(family, architecture);
        };
        return new Blueprint.EncoderDecoder(
                stacks.encoder(), stacks.decoder(), heads, Optional.of(ownInput(config, preNorm)));
    }

    /** Where nothing is said, the decoder reads what the encoder reads; mBART has no start token but the last one. */
    private static RightShift ownInput(ConfigJson config, boolean mbart) {
        Optional<Integer> start = mbart ? Optional.empty() : Optional.of(config.integer("decoder_start_token_id", 2));
        return new RightShift(start, config.integer("pad_token_id", 1));
    }

    private static Head classifier(ConfigJson config) {
        return new SequenceClassifier(
                new SequenceClassifier.Token.End(config.integer("eos_token_id", 2)),
                Optional.empty(),
                Optional.of(new SequenceClassifier.Dense("classification_head.dense", Activation.TANH)),
                new SequenceClassifier.Last("classification_head.out_proj", FamilySettings.labels(config), true));
    }
}
