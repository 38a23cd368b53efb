package dev.polyhead.clip;

import java.util.SplittableRandom;

/**
 * Vectors as one bit a dimension, and an unbiased guess of their dot product with a query: the vectors are centred, turned
 * by a fixed random rotation, and only signs are kept; a factor a vector corrects the length (RaBitQ, Gao and Long 2024,
 * section 3). The query keeps four bits a dimension, so that a guess costs a few population counts.
 */
final class SignCodes {
    private static final int QUERY_BITS = 4;
    private static final long SEED = 0x9E3779B97F4A7C15L;

    private final float[] centre;
    private final int padded;
    private final float[][] flips = new float[2][];

    /**
     * A code about a centre.
     *
     * @param centre roughly the vectors' mean; zeros will do, and guess less well
     */
    SignCodes(float[] centre) {
        this.centre = centre;
        this.padded = Math.max(64, Integer.highestOneBit(centre.length * 2 - 1));
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < flips.length; round++) {
            flips[round] = new float[padded];
            for (int i = 0; i < padded; i++) {
                flips[round][i] = random.nextBoolean() ? 1 : -1;
            }
        }
    }

    /** What the vectors are coded about. */
    float[] centre() {
        return centre;
    }

    /** Longs of one code. */
    int words() {
        return padded / 64;
    }

    /**
     * Writes the signs of a vector.
     *
     * @return the factor
     */
    float encode(float[] vector, long[] into, int at) {
        float[] rest = new float[padded];
        for (int i = 0; i < centre.length; i++) {
            rest[i] = vector[i] - centre[i];
        }
        rotate(rest);
        double squares = 0;
        double sum = 0;
        for (int word = 0; word < words(); word++) {
            long bits = 0;
            for (int i = 0; i < 64; i++) {
                float value = rest[64 * word + i];
                squares += (double) value * value;
                sum += Math.abs(value);
                bits |= value > 0 ? 1L << i : 0;
            }
            into[at + word] = bits;
        }
        return sum == 0 ? 0 : (float) (squares / sum);
    }

    /** Two rounds of random sign changes and a Walsh-Hadamard transform: a rotation, in n log n steps. */
    private void rotate(float[] values) {
        float scale = (float) (1 / Math.sqrt(padded));
        for (float[] flip : flips) {
            for (int i = 0; i < padded; i++) {
                values[i] *= flip[i] * scale;
            }
            for (int half = 1; half < padded; half *= 2) {
                for (int block = 0; block < padded; block += 2 * half) {
                    for (int i = block; i < block + half; i++) {
                        float a = values[i];
                        float b = values[i + half];
                        values[i] = a + b;
                        values[i + half] = a - b;
                    }
                }
            }
        }
    }

    /** Prepares a query. */
    Query query(float[] vector) {
        return new Query(vector);
    }

    /** A query that guesses dot products with codes. */
    final class Query {
        private final long[] planes = new long[QUERY_BITS * words()];
        private final float base;
        private final float lowest;
        private final float step;
        private final float total;

        private Query(float[] vector) {
            float[] turned = new float[padded];
            System.arraycopy(vector, 0, turned, 0, vector.length);
            rotate(turned);
            float min = Float.POSITIVE_INFINITY;
            float max = Float.NEGATIVE_INFINITY;
            float sum = 0;
            for (float value : turned) {
                min = Math.min(min, value);
                max = Math.max(max, value);
                sum += value;
            }
            int levels = (1 << QUERY_BITS) - 1;
            lowest = min;
            step = max > min ? (max - min) / levels : 1;
            total = sum;
            base = Vectors.dot(vector, centre);
            for (int i = 0; i < padded; i++) {
                int level = Math.min(levels, Math.round((turned[i] - min) / step));
                for (int bit = 0; bit < QUERY_BITS; bit++) {
                    if ((level >> bit & 1) != 0) {
                        planes[bit * words() + i / 64] |= 1L << (i % 64);
                    }
                }
            }
        }

        /** The guess for the code at {@code at}. */
        float guess(long[] codes, int at, float factor) {
            int words = words();
            int ones = 0;
            int weighted = 0;
            for (int w = 0; w < words; w++) {
                long code = codes[at + w];
                ones += Long.bitCount(code);
                weighted += Long.bitCount(code & planes[w])
                        + 2 * Long.bitCount(code & planes[words + w])
                        + 4 * Long.bitCount(code & planes[2 * words + w])
                        + 8 * Long.bitCount(code & planes[3 * words + w]);
            }
            return base + factor * (2 * (lowest * ones + step * weighted) - total);
        }
    }
}
