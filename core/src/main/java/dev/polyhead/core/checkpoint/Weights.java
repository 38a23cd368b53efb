package dev.polyhead.core.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A view of a checkpoint's tensors under a prefix, with a ledger of what was read: a tensor that is missing is an
 * error, and so is one that nobody read.
 */
public final class Weights {
    private final Map<String, StoredTensor> tensors;
    private final Set<String> read;
    private final String prefix;

    public Weights(Checkpoint checkpoint) {
        this(checkpoint.tensors(), new TreeSet<>(), "");
    }

    private Weights(Map<String, StoredTensor> tensors, Set<String> read, String prefix) {
        this.tensors = tensors;
        this.read = read;
        this.prefix = prefix;
    }

    /** The tensors whose names begin so; the ledger is shared. */
    public Weights scope(String begin) {
        return new Weights(tensors, read, prefix + begin);
    }

    /** Whether there is a tensor of this name. */
    public boolean has(String name) {
        return tensors.containsKey(prefix + name);
    }

    /** Whether any tensor's name begins so. */
    public boolean hasScope(String begin) {
        return tensors.keySet().stream().anyMatch(name -> name.startsWith(prefix + begin));
    }

    /**
     * Finds a tensor and enters it in the ledger.
     *
     * @throws CheckpointException if there is none; the message names the nearest
     */
    public StoredTensor get(String name) {
        StoredTensor tensor = tensors.get(prefix + name);
        if (tensor == null) {
            throw new CheckpointException(
                    "The checkpoint has no tensor '%s', which the config calls for. Nearest: %s. Compare config.json with the weights."
                            .formatted(prefix + name, Nearest.to(prefix + name, tensors.keySet())));
        }
        read.add(tensor.name());
        return tensor;
    }

    /**
     * Finds a tensor and checks its shape.
     *
     * @throws CheckpointException if there is none of this name and shape
     */
    public StoredTensor get(String name, long... shape) {
        StoredTensor tensor = get(name);
        List<Long> expected = java.util.Arrays.stream(shape).boxed().toList();
        if (!tensor.shape().equals(expected)) {
            throw new CheckpointException("Tensor '%s' is %s, but the config calls for %s."
                    .formatted(tensor.name(), tensor.shape(), expected));
        }
        return tensor;
    }

    /**
     * Closes the ledger.
     *
     * @param ignored patterns of names that may stay unread
     * @throws CheckpointException if another tensor was never read
     */
    public void checkAllRead(List<java.util.regex.Pattern> ignored) {
        List<String> left = tensors.keySet().stream()
                .filter(name -> !read.contains(name))
                .filter(name -> ignored.stream().noneMatch(p -> p.matcher(name).matches()))
                .toList();
        if (!left.isEmpty()) {
            throw new CheckpointException(
                    "%d tensors were never read, first '%s'. The config does not describe these weights: compare architectures and the layer counts in config.json with the file."
                            .formatted(left.size(), left.get(0)));
        }
    }
}
