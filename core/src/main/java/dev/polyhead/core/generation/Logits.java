package dev.polyhead.core.generation;

import java.util.Arrays;

/** Arithmetic on one row of logits: a number for every token of the vocabulary. */
public final class Logits {
    private static final int STEPS_BITS = 8;
    private static final int STEPS = 1 << STEPS_BITS; // between two powers of two
    private static final double STEPS_PER_UNIT = STEPS / Math.log(2);
    private static final double UNIT_PER_STEP = Math.log(2) / STEPS;
    private static final long[] POWERS = new long[STEPS]; // bits of 2^(i / STEPS)

    static {
        for (int i = 0; i < STEPS; i++) {
            POWERS[i] = Double.doubleToRawLongBits(Math.pow(2, i / (double) STEPS));
        }
    }

    private Logits() {}

    /** The largest number; negative infinity for a row without any. */
    public static float max(float[] row) {
        float a = Float.NEGATIVE_INFINITY;
        float b = a;
        int i = 0;
        for (; i + 1 < row.length; i += 2) {
            a = row[i] > a ? row[i] : a;
            b = row[i + 1] > b ? row[i + 1] : b;
        }
        if (i < row.length && row[i] > a) {
            a = row[i];
        }
        return a > b ? a : b;
    }

    /** Where the largest number stands; the first of equals. */
    public static int argMax(float[] row) {
        int best = 0;
        for (int i = 1; i < row.length; i++) {
            if (row[i] > row[best]) {
                best = i;
            }
        }
        return best;
    }

    /**
     * The sum of e<sup>x - max</sup> over a row.
     *
     * @param max the row's largest number
     */
    static double sumOfExponentials(float[] row, float max) {
        double a = 0;
        double b = 0;
        int i = 0;
        for (; i + 1 < row.length; i += 2) {
            a += exp(row[i] - max);
            b += exp(row[i + 1] - max);
        }
        return i < row.length ? a + b + exp(row[i] - max) : a + b;
    }

    /** Turns logits into log-probabilities in place. */
    public static void logSoftmax(float[] row) {
        float max = max(row);
        float logOfSum = (float) Math.log(sumOfExponentials(row, max));
        for (int i = 0; i < row.length; i++) {
            row[i] = row[i] - max - logOfSum;
        }
    }

    /** Turns logits into probabilities in place. */
    public static void softmax(float[] row) {
        float max = max(row);
        double sum = sumOfExponentials(row, max);
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) (exp(row[i] - max) / sum);
        }
    }

    /** Where the largest numbers stand, largest first, the first of equals first; all of them if there are fewer. */
    public static int[] top(float[] row, int count) {
        Ranking ranking = new Ranking(row);
        int[] best = new int[Math.min(count, ranking.size())];
        for (int i = 0; i < best.length; i++) {
            best[i] = ranking.next();
        }
        return best;
    }

    /** The {@code k}-th largest number, {@code k} from 1 to the length of the row. */
    static float kthLargest(float[] row, int k) {
        float[] heap = Arrays.copyOf(row, k); // smallest on top
        for (int i = k / 2 - 1; i >= 0; i--) {
            sink(heap, i);
        }
        for (int i = k; i < row.length; i++) {
            if (row[i] > heap[0]) {
                heap[0] = row[i];
                sink(heap, 0);
            }
        }
        return heap[0];
    }

    private static void sink(float[] heap, int start) {
        float moved = heap[start];
        int at = start;
        for (int child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
            if (child + 1 < heap.length && heap[child + 1] < heap[child]) {
                child++;
            }
            if (moved <= heap[child]) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = moved;
    }

    /**
     * e<sup>x</sup> for {@code x} not above 0, within 1e-9 relative: a power of two from a table times three terms of the
     * power series on the rest. Twice as fast as {@link Math#exp}, which would be most of what a token costs here.
     */
    static double exp(float x) {
        if (x < -80) {
            return 0; // 1e-35: nothing beside the largest term, which is 1
        }
        double steps = x * STEPS_PER_UNIT;
        int n = (int) (steps - 0.5);
        double rest = (steps - n) * UNIT_PER_STEP; // within 0.0014 of 0
        long power = POWERS[n & STEPS - 1] + ((long) (n >> STEPS_BITS) << 52);
        return (1 + rest * (1 + rest * 0.5)) * Double.longBitsToDouble(power);
    }
}
