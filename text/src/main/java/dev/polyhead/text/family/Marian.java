package dev.polyhead.text.family;

import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.layer.PositionEmbedding;
import dev.polyhead.core.layer.Sinusoid;
import dev.polyhead.core.model.Blueprint;
import dev.polyhead.core.model.FamilySettings;
import dev.polyhead.core.model.ModelFamily;
import dev.polyhead.core.transformer.Head;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Marian, Junczys-Dowmunt et al. 2018: the Transformer of 2017, a post-norm encoder-decoder with fixed positions; its
 * table holds all sines, then all cosines.
 */
public final class Marian implements ModelFamily {
    @Override
    public Set<String> modelTypes() {
        return Set.of("marian");
    }

    @Override
    public List<String> ignored() {
        return Seq2Seq.IGNORED;
    }

    @Override
    public Blueprint read(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        PositionEmbedding positions =
                new PositionEmbedding.Fixed(config.integer("max_position_embeddings", 1024), Sinusoid.HALVES);
        Seq2Seq stacks = new Seq2Seq(checkpoint, positions, 58_101, Optional.empty(), false);
        String architecture = FamilySettings.architecture(checkpoint, "Marian");
        List<Head> heads = switch (architecture) {
            case "Model" -> List.of();
            case "MTModel" -> List.of(stacks.head());
            default -> throw FamilySettings.unsupported("Marian", architecture);
        };
        return new Blueprint.EncoderDecoder(stacks.encoder(), stacks.decoder(), heads);
    }
}
