package dev.polyhead.core.model;

import dev.polyhead.core.attention.CacheShape;
import dev.polyhead.core.runtime.NativeTensor;
import dev.polyhead.core.tensor.ElementType;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;

/**
 * One layer's keys or values, {@code [rows, heads, capacity, head]}, or a state of constant size in their place. What a
 * step may not write where it reads has a second memory, and the two change places after each step.
 */
final class CacheMemory implements AutoCloseable {
    private final String past;
    private final String present;
    private final int heads;
    private final int capacity;
    private final int size;
    private final boolean everyToken;
    private NativeTensor current;
    private NativeTensor next;

    /**
     * Takes memory.
     *
     * @param perHead rows of a head's size, or {@link CacheShape#EVERY_TOKEN} for {@code tokens} of them
     */
    CacheMemory(String past, String present, int rows, CacheShape shape, int perHead, int tokens, int size) {
        this.past = past;
        this.present = present;
        this.heads = shape.heads();
        this.everyToken = perHead == CacheShape.EVERY_TOKEN;
        this.capacity = everyToken ? tokens : perHead;
        this.size = size;
        this.current = NativeTensor.allocate(ElementType.F32, rows, heads, capacity, size);
        this.next = shape.inPlace() ? current : NativeTensor.allocate(ElementType.F32, rows, heads, capacity, size);
        zero(current.bytes());
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

    /** Hands the memory of the first rows to a graph, as what it reads and where it writes; the views are the caller's. */
    void bind(int rows, Map<String, NativeTensor> read, Map<String, NativeTensor> written) {
        NativeTensor view = current.view(rows, heads, capacity, size);
        read.put(past, view);
        written.put(present, inPlace() ? view : next.view(rows, heads, capacity, size));
    }

    private boolean inPlace() {
        return current == next;
    }

    /** What was written is read next. */
    void advance(Map<String, NativeTensor> read, Map<String, NativeTensor> written) {
        if (inPlace()) {
            return;
        }
        NativeTensor before = current;
        current = next;
        next = before;
        NativeTensor view = Objects.requireNonNull(read.get(past));
        read.put(past, Objects.requireNonNull(written.get(present)));
        written.put(present, view);
    }

    /** Closes what {@link #bind} made. */
    void unbind(Map<String, NativeTensor> read, Map<String, NativeTensor> written) {
        Objects.requireNonNull(read.remove(past)).close();
        Objects.requireNonNull(written.remove(present)).close();
    }

    /** Copies what a row holds. */
    void copyRow(int from, int to, int tokens) {
        ByteBuffer bytes = current.bytes();
        int head = capacity * size * Float.BYTES;
        int held = everyToken ? tokens * size * Float.BYTES : head;
        for (int h = 0; h < heads; h++) {
            bytes.put((to * heads + h) * head, bytes, (from * heads + h) * head, held);
        }
    }

    @Override
    public void close() {
        current.close();
        next.close();
    }
}
