package dev.polyhead.core.model;

import dev.polyhead.core.runtime.NativeTensor;
import dev.polyhead.core.tensor.ElementType;
import java.nio.ByteBuffer;

/** One layer's keys or values, {@code [rows, heads, capacity, head]}. */
final class CacheMemory implements AutoCloseable {
    private final String past;
    private final String present;
    private final int heads;
    private final int capacity;
    private final int size;
    private final NativeTensor memory;

    CacheMemory(String past, String present, int rows, int heads, int capacity, int size) {
        this.past = past;
        this.present = present;
        this.heads = heads;
        this.capacity = capacity;
        this.size = size;
        this.memory = NativeTensor.allocate(ElementType.F32, rows, heads, capacity, size);
        zero(memory.bytes());
    }

    /** Memory used before may hold NaNs, which would survive a weight of zero. */
    private static void zero(ByteBuffer bytes) {
        while (bytes.remaining() >= Long.BYTES) {
            bytes.putLong(0);
        }
        while (bytes.hasRemaining()) {
            bytes.put((byte) 0);
        }
    }

    String past() {
        return past;
    }

    String present() {
        return present;
    }

    /** The memory of the first rows as a tensor, owned by the caller. */
    NativeTensor view(int rows) {
        return memory.view(rows, heads, capacity, size);
    }

    /** Copies what a row holds. */
    void copyRow(int from, int to, int tokens) {
        ByteBuffer bytes = memory.bytes();
        int head = capacity * size * Float.BYTES;
        for (int h = 0; h < heads; h++) {
            bytes.put((to * heads + h) * head, bytes, (from * heads + h) * head, tokens * size * Float.BYTES);
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
