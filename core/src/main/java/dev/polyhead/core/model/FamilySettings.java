package dev.polyhead.core.model;

import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.transformer.LanguageModelHead;
import java.util.List;
import java.util.Optional;

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

    /**
     * The last layer of a language model, if the file holds one of its own: the reference ties it to the words' embedding
     * only where it finds no other numbers, whatever {@code tie_word_embeddings} says.
     *
     * @param name of the layer
     * @param tied whether it may be missing
     */
    public static Optional<String> ownHead(Checkpoint checkpoint, String name, boolean tied) {
        return tied && !checkpoint.tensors().containsKey(name + ".weight") ? Optional.empty() : Optional.of(name);
    }

    /** The bias over the words, which is the decoder's own where the file holds that. */
    public static LanguageModelHead.Bias wordBias(Checkpoint checkpoint, String head, int vocabulary) {
        String own = head + ".decoder.bias";
        return LanguageModelHead.Bias.row(checkpoint.tensors().containsKey(own) ? own : head + ".bias", vocabulary);
    }

    /** The first of these names under which the file holds a matrix, with this prefix or without. */
    public static String firstHeld(Checkpoint checkpoint, String prefix, List<String> names) {
        return names.stream()
                .filter(name -> checkpoint.tensors().containsKey(prefix + name + ".weight")
                        || checkpoint.tensors().containsKey(name + ".weight"))
                .findFirst()
                .orElse(names.get(0));
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
