package dev.polyhead.clip;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Vectors as one bit a dimension, and an unbiased guess of their dot product with a query: the vectors are centred, turned
 * by a fixed random rotation, and only signs are kept; a factor a vector corrects the length (RaBitQ, Gao and Long 2024,
 * section 3). The query keeps four bits a dimension, so that a guess costs a few population counts.
 */
final class SignCodes {
    private static final int QUERY_BITS = 4;

    /** Codes guessed at a time: their sums fit into the first-level cache. */
    private static final int CHUNK = 2_048;

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
    float encode(float[] vector, long[] into) {
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
            into[word] = bits;
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

        /**
         * The guesses for all codes of a part. The loops run along the codes with nothing but locals inside, which is what
         * the compiler makes fast code of.
         *
         * @param guesses gets one for each code; NaN where there is no code
         */
        void guess(PartCodes part, float[] guesses) {
            int words = words();
            int codes = part.factors.length;
            int[] weighted = new int[Math.min(CHUNK, codes)];
            for (int from = 0; from < codes; from += CHUNK) {
                int length = Math.min(CHUNK, codes - from);
                Arrays.fill(weighted, 0);
                for (int w = 0; w < words; w++) {
                    weigh(
                            part.codes[w],
                            from,
                            weighted,
                            length,
                            planes[w],
                            planes[words + w],
                            planes[2 * words + w],
                            planes[3 * words + w]);
                }
                for (int i = 0; i < length; i++) {
                    float inside = 2 * (lowest * part.ones[from + i] + step * weighted[i]) - total;
                    guesses[from + i] = base + part.factors[from + i] * inside;
                }
            }
        }

        private static void weigh(
                long[] codes, int from, int[] weighted, int length, long first, long second, long third, long fourth) {
            for (int i = 0; i < length; i++) {
                long bits = codes[from + i];
                weighted[i] += Long.bitCount(bits & first)
                        + (Long.bitCount(bits & second) << 1)
                        + (Long.bitCount(bits & third) << 2)
                        + (Long.bitCount(bits & fourth) << 3);
            }
        }
    }
}
