package dev.polyhead.core.model;

import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import java.util.List;

/** What several families read from {@code config.json} in the same way. */
public final class FamilySettings {
    private FamilySettings() {}

    /** The class that a checkpoint was saved from, without the family's name: {@code Model}, {@code ForMaskedLM}, … */
    public static String architecture(Checkpoint checkpoint, String family) {
        List<String> names = checkpoint.config().texts("architectures");
        if (names.isEmpty()) {
            return "Model";
        }
        String name = names.get(0);
        return name.startsWith(family) ? name.substring(family.length()) : name;
    }

    /** Number of labels of a classifier. */
    public static int labels(ConfigJson config) {
        return config.object("id2label")
                .map(labels -> labels.json().size())
                .orElseGet(() -> config.integer("num_labels", 2));
    }

    /** The error for an architecture that the family does not read. */
    public static CheckpointException unsupported(String family, String architecture) {
        return new CheckpointException("The architecture %s%s is not supported.".formatted(family, architecture));
    }

    /** Size of a head, where a config gives only how many there are. */
    public static int headSize(int hidden, int heads) {
        return headSize(hidden, heads, "hidden_size", "num_attention_heads");
    }

    /**
     * The same under other keys.
     *
     * @throws CheckpointException if the channels cannot be shared; it names the keys
     */
    public static int headSize(int hidden, int heads, String hiddenKey, String headsKey) {
        if (heads < 1 || hidden % heads != 0) {
            throw new CheckpointException("%d channels cannot be shared by %d attention heads; compare %s and %s."
                    .formatted(hidden, heads, hiddenKey, headsKey));
        }
        return hidden / heads;
    }
}
