package dev.polyhead.core.model;

import dev.polyhead.core.generation.Encoded;
import dev.polyhead.core.runtime.NativeTensor;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keys and values of an encoder's output, of some items for each layer of the decoder. */
final class EncodedSource implements Encoded {
    /** The memory, whose first items count. */
    private final Map<String, NativeTensor> memory;

    private Map<String, NativeTensor> tensors;
    private int batch;

    EncodedSource(Map<String, NativeTensor> tensors, int batch) {
        this.memory = tensors;
        this.tensors = tensors;
        this.batch = batch;
    }

    Map<String, NativeTensor> tensors() {
        return tensors;
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public EncodedSource rows(int... items) {
        Map<String, NativeTensor> copies = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            long[] shape = tensor.shape();
            shape[0] = items.length;
            NativeTensor copy = NativeTensor.allocate(tensor.type(), shape);
            ByteBuffer from = tensor.bytes();
            ByteBuffer to = copy.bytes();
            int row = from.remaining() / batch;
            for (int item : items) {
                to.put(from.slice(item * row, row));
            }
            copies.put(name, copy);
        });
        return new EncodedSource(copies, items.length);
    }

    /**
     * Keeps some items, in place where that is possible: holes are filled from behind, and nothing else is moved.
     *
     * @param items what stands first, second and so on from now on
     */
    void keep(int[] items) {
        for (int to = 0; to < items.length; to++) {
            int from = items[to];
            if (from != to && from < items.length) {
                throw new IllegalArgumentException("Item %d would be overwritten before it is moved.".formatted(from));
            }
        }
        Map<String, NativeTensor> fewer = new LinkedHashMap<>();
        memory.forEach((name, tensor) -> {
            ByteBuffer bytes = tensor.bytes();
            long[] shape = tensor.shape();
            int item = bytes.remaining() / Math.toIntExact(shape[0]);
            for (int to = 0; to < items.length; to++) {
                if (items[to] != to) {
                    bytes.put(to * item, bytes, items[to] * item, item);
                }
            }
            shape[0] = items.length;
            fewer.put(name, tensor.view(shape));
        });
        closeViews();
        tensors = fewer;
        batch = items.length;
    }

    private void closeViews() {
        if (tensors != memory) {
            tensors.values().forEach(NativeTensor::close);
        }
    }

    @Override
    public void close() {
        closeViews();
        memory.values().forEach(NativeTensor::close);
    }
}
