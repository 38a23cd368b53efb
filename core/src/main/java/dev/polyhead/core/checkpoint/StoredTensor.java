package dev.polyhead.core.checkpoint;

import dev.polyhead.core.tensor.ElementType;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a tensor's numbers lie.
 *
 * @param name its name in the file
 * @param type what a number is
 * @param shape sizes of the dimensions, outermost first
 * @param file the safetensors file, links resolved
 * @param offset first byte in the file
 * @param length bytes
 */
public record StoredTensor(String name, ElementType type, List<Long> shape, Path file, long offset, long length) {
    /** The sizes as an array. */
    public long[] dimensions() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }

    /** Size of one dimension; negative counts from the last. */
    public long dimension(int index) {
        return shape.get(index < 0 ? shape.size() + index : index);
    }
}
