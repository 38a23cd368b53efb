package dev.polyhead.core.generation;

/**
 * The entries of a row from the largest down, as many as are asked for: a heap, built in linear time, instead of a sort.
 * Entries of negative infinity do not take part; of equals the first comes first.
 */
final class Ranking {
    private final long[] heap; // number made comparable, then the index inverted
    private int size;

    Ranking(float[] row) {
        heap = new long[row.length];
        for (int i = 0; i < row.length; i++) {
            if (row[i] > Float.NEGATIVE_INFINITY) {
                heap[size++] = (long) comparable(row[i]) << 32 | (~i & 0xffff_ffffL);
            }
        }
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i);
        }
    }

    /** How many are left. */
    int size() {
        return size;
    }

    /** Index of the next one; there must be one. */
    int next() {
        int index = ~(int) heap[0];
        heap[0] = heap[--size];
        sink(0);
        return index;
    }

    /** Index of one that is left, in no particular order. */
    int rest(int i) {
        return ~(int) heap[i];
    }

    private void sink(int start) {
        long moved = heap[start];
        int at = start;
        for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && heap[child + 1] > heap[child]) {
                child++;
            }
            if (moved >= heap[child]) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = moved;
    }

    private static int comparable(float value) {
        int bits = Float.floatToIntBits(value + 0f); // -0 becomes 0
        return bits ^ (bits >> 31 & 0x7fff_ffff);
    }
}
