package dev.polyhead.text.family;

import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import java.util.List;

/** What several families read from {@code config.json} in the same way. */
final class Settings {
    private Settings() {}

    /** The class that a checkpoint was saved from, without the family's name: {@code Model}, {@code ForMaskedLM}, … */
    static String architecture(Checkpoint checkpoint, String family) {
        List<String> names = checkpoint.config().texts("architectures");
        if (names.isEmpty()) {
            return "Model";
        }
        String name = names.get(0);
        return name.startsWith(family) ? name.substring(family.length()) : name;
    }

    /** Number of labels of a classifier. */
    static int labels(ConfigJson config) {
        return config.object("id2label")
                .map(labels -> labels.json().size())
                .orElseGet(() -> config.integer("num_labels", 2));
    }

    static CheckpointException unsupported(String family, String architecture) {
        return new CheckpointException("The architecture %s%s is not supported.".formatted(family, architecture));
    }

    /** Size of a head, where a config gives only how many there are. */
    static int headSize(int hidden, int heads) {
        if (heads < 1 || hidden % heads != 0) {
            throw new CheckpointException(
                    "%d channels cannot be shared by %d attention heads; compare hidden_size and num_attention_heads."
                            .formatted(hidden, heads));
        }
        return hidden / heads;
    }
}
