package dev.polyhead.core.hub;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which files of a repository are fetched: weights as safetensors, JSON, tokenizer files, the card and the licence.
 * Nothing that can execute, and no second copy of the weights in another format.
 */
final class WantedFiles {
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final Pattern SHARD = Pattern.compile("model-\\d+-of-\\d+\\.safetensors");
    /** Modules of a sentence-transformers model, such as {@code 1_Pooling}. */
    private static final Pattern MODULE = Pattern.compile("\\d+_[A-Za-z]+/(config\\.json|model\\.safetensors)");

    private static final Set<String> TEXTS = Set.of(
            "vocab.txt",
            "merges.txt",
            "bpe.codes",
            "source.spm",
            "target.spm",
            "spiece.model",
            "tokenizer.model",
            "sentencepiece.bpe.model",
            "spm.model",
            "README.md",
            "LICENSE",
            "LICENSE.txt",
            "LICENSE.md",
            "LICENCE",
            "NOTICE",
            "chat_template.jinja");

    private WantedFiles() {}

    /**
     * Chooses.
     *
     * @param names every file of the repository
     */
    static boolean wants(String name, Set<String> names) {
        if (name.equals(INDEX) || SHARD.matcher(name).matches()) {
            return !names.contains(SINGLE);
        }
        boolean json = !name.contains("/") && name.endsWith(".json");
        return name.equals(SINGLE)
                || json
                || TEXTS.contains(name)
                || MODULE.matcher(name).matches();
    }

    /** Whether there are weights among the files. */
    static boolean hasWeights(List<String> names) {
        return names.contains(SINGLE) || names.contains(INDEX);
    }
}
