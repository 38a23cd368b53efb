package dev.polyhead.core.checkpoint;

import dev.polyhead.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * A Hugging Face model folder: its {@code config.json} and the tensors of its safetensors file or shards. Nothing but
 * headers is read here.
 *
 * @param folder where it lies
 * @param config its {@code config.json}
 * @param tensors where every tensor lies, by name
 */
public record Checkpoint(Path folder, ConfigJson config, Map<String, StoredTensor> tensors) {
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    public Checkpoint {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /**
     * Opens a folder.
     *
     * @throws CheckpointException if it lacks a file or a file is not what it should be
     */
    public static Checkpoint open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new CheckpointException(
                    "'%s' is not a folder. A model is a folder with config.json and a safetensors file."
                            .formatted(folder));
        }
        ConfigJson config = ConfigJson.read(inside(folder, "config.json"));
        return new Checkpoint(folder, config, tensors(folder));
    }

    /**
     * Reads a tensor's numbers.
     *
     * @throws CheckpointException if there is none of this name
     */
    public Tensor read(String name) {
        return Safetensors.read(new Weights(this).get(name));
    }

    private static Map<String, StoredTensor> tensors(Path folder) {
        if (Files.exists(folder.resolve(INDEX))) {
            return shards(folder);
        }
        if (Files.exists(folder.resolve(SINGLE))) {
            return Safetensors.list(inside(folder, SINGLE));
        }
        boolean pickled = Files.exists(folder.resolve("pytorch_model.bin"));
        throw new CheckpointException("'%s' holds neither %s nor %s.%s"
                .formatted(
                        folder,
                        SINGLE,
                        INDEX,
                        pickled
                                ? " Its pytorch_model.bin can execute code and is never read; get a revision with safetensors."
                                : ""));
    }

    private static Map<String, StoredTensor> shards(Path folder) {
        ConfigJson map = ConfigJson.read(inside(folder, INDEX))
                .object("weight_map")
                .orElseThrow(() -> new CheckpointException(INDEX + " lacks \"weight_map\"."));
        Set<String> files = new TreeSet<>();
        for (Map.Entry<String, JsonNode> entry : map.json().properties()) {
            files.add(map.text(entry.getKey()));
        }
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (String file : files) {
            for (StoredTensor tensor : Safetensors.list(inside(folder, file)).values()) {
                if (tensors.put(tensor.name(), tensor) != null) {
                    throw new CheckpointException(
                            "Tensor '%s' stands in two of the shards that %s names, one of them '%s'."
                                    .formatted(tensor.name(), INDEX, file));
                }
            }
        }
        for (Map.Entry<String, JsonNode> entry : map.json().properties()) {
            if (!tensors.containsKey(entry.getKey())) {
                throw new CheckpointException("%s promises tensor '%s' in '%s', which does not hold it."
                        .formatted(INDEX, entry.getKey(), map.text(entry.getKey())));
            }
        }
        return tensors;
    }

    /**
     * Resolves a file of a model folder, following a link only inside the folder or, in a hub cache, from {@code
     * snapshots} to the {@code blobs} of the same model.
     */
    private static Path inside(Path folder, String name) {
        try {
            Path root = folder.toRealPath();
            Path file = root.resolve(name).normalize();
            if (!file.startsWith(root)) {
                throw new CheckpointException("'%s' leads out of the model folder '%s'.".formatted(name, folder));
            }
            Path real = file.toRealPath();
            if (!real.startsWith(root) && !isBlobOf(root, real)) {
                throw new CheckpointException(
                        "'%s' is a link to '%s', outside of the model folder '%s'. Copy the file into the folder."
                                .formatted(name, real, folder));
            }
            return real;
        } catch (IOException | java.nio.file.InvalidPathException e) {
            throw new CheckpointException("'%s' holds no readable '%s'.".formatted(folder, name), e);
        }
    }

    private static boolean isBlobOf(Path snapshot, Path real) {
        Path snapshots = snapshot.getParent();
        if (snapshots == null || !snapshots.endsWith("snapshots") || snapshots.getParent() == null) {
            return false;
        }
        Path model = snapshots.getParent();
        return model.getFileName() != null
                && model.getFileName().toString().startsWith("models--")
                && real.startsWith(model.resolve("blobs"));
    }
}
