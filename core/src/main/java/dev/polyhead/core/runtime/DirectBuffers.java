package dev.polyhead.core.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * Direct buffers used again. Memory of a dropped direct buffer comes back only when the collector runs, which for
 * buffers of a request each is the one real growth of a server's memory.
 */
final class DirectBuffers {
    /** What is kept for later; more is left to the collector. */
    private static final long MOST_KEPT = 512L << 20;

    /** The collector sees only the heap, which may stay small for hours: after so much that was dropped it is asked. */
    private static final long MOST_DROPPED = 256L << 20;

    private static final TreeMap<Integer, Deque<ByteBuffer>> FREE = new TreeMap<>();
    private static long kept;
    private static long dropped;

    private DirectBuffers() {}

    /**
     * A buffer of at least so many bytes.
     *
     * @throws MemoryFailure if the process may not take so much
     */
    static ByteBuffer take(int bytes) {
        int size = sizeClass(bytes);
        synchronized (FREE) {
            // A buffer up to a quarter larger serves as well and keeps the pool from splitting into odd sizes.
            Map.Entry<Integer, Deque<ByteBuffer>> entry = FREE.ceilingEntry(size);
            if (entry != null && entry.getKey() <= size + size / 4L) {
                ByteBuffer buffer = entry.getValue().pop();
                if (entry.getValue().isEmpty()) {
                    FREE.remove(entry.getKey());
                }
                kept -= buffer.capacity();
                return buffer.clear();
            }
        }
        try {
            return allocate(size);
        } catch (OutOfMemoryError tooMuchIsKept) {
            dropAll();
        }
        try {
            return allocate(size);
        } catch (OutOfMemoryError e) {
            throw new MemoryFailure(e);
        }
    }

    /** Java asks the collector by itself where the limit of direct memory is reached. */
    private static ByteBuffer allocate(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    private static void dropAll() {
        synchronized (FREE) {
            FREE.clear();
            kept = 0;
        }
    }

    static void giveBack(ByteBuffer buffer) {
        if (!keep(buffer)) {
            System.gc();
        }
    }

    /** Keeps or drops a buffer; false once so much was dropped that it should be collected. */
    private static boolean keep(ByteBuffer buffer) {
        synchronized (FREE) {
            if (kept + buffer.capacity() <= MOST_KEPT) {
                kept += buffer.capacity();
                FREE.computeIfAbsent(buffer.capacity(), k -> new ArrayDeque<>()).push(buffer);
                return true;
            }
            dropped += buffer.capacity();
            if (dropped < MOST_DROPPED) {
                return true;
            }
            dropped = 0;
            return false;
        }
    }

    /** Whole pages, so that buffers of nearly one size are of one size. */
    private static int sizeClass(int bytes) {
        long page = 4096;
        return (int) Math.min(Integer.MAX_VALUE, (bytes + page - 1) / page * page);
    }
}
