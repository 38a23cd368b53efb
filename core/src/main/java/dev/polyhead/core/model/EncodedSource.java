package dev.polyhead.core.model;

import dev.polyhead.core.generation.Encoded;
import dev.polyhead.core.runtime.NativeTensor;
import dev.polyhead.core.tensor.ElementType;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keys and values of an encoder's output, {@code [items, heads, source, head]} for each layer of the decoder. */
final class EncodedSource implements Encoded {
    private final Map<String, NativeTensor> tensors;
    private final int batch;

    EncodedSource(Map<String, NativeTensor> tensors, int batch) {
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
            NativeTensor copy = NativeTensor.allocate(ElementType.F32, shape);
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

    @Override
    public void close() {
        tensors.values().forEach(NativeTensor::close);
    }
}
