package dev.polyhead.core.generation;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Candidate continuations of a prompt's beams: the best of all, or drawn without putting back. */
final class Continuations {
    private final int[] flat; // beam * vocabulary + token
    private final float[] scores;
    private final int vocabulary;

    private Continuations(int[] flat, float[] scores, int vocabulary) {
        this.flat = flat;
        this.scores = scores;
        this.vocabulary = vocabulary;
    }

    int size() {
        return flat.length;
    }

    int beam(int i) {
        return flat[i] / vocabulary;
    }

    int token(int i) {
        return flat[i] % vocabulary;
    }

    float score(int i) {
        return scores[i];
    }

    /**
     * The highest scores, highest first; of equals the one of the lower beam, then the lower token.
     *
     * @param next what each token would add, {@code [beam][token]}
     * @param before what each beam has
     */
    static Continuations best(float[][] next, float[] before, int count) {
        Kept kept = new Kept(count);
        for (int beam = 0; beam < next.length; beam++) {
            float[] row = next[beam];
            float sum = before[beam];
            for (int token = 0; token < row.length; token++) {
                float score = sum + row[token];
                if (score > kept.least) {
                    kept.offer(score, beam * row.length + token, score);
                }
            }
        }
        return kept.result(next[0].length, next, before);
    }

    /**
     * Tokens drawn as likely as their scores say, in the order they were drawn: the largest of score plus Gumbel noise
     * (Kool et al. 2019).
     */
    static Continuations drawn(float[][] next, float[] before, int count, SplittableRandom random) {
        Kept kept = new Kept(count);
        for (int beam = 0; beam < next.length; beam++) {
            float[] row = next[beam];
            for (int token = 0; token < row.length; token++) {
                float score = before[beam] + row[token];
                if (score > Float.NEGATIVE_INFINITY) {
                    double noise = -Math.log(-Math.log(1 - random.nextDouble()));
                    if (score + noise > kept.least) {
                        kept.offer(score + noise, beam * row.length + token, score);
                    }
                }
            }
        }
        return kept.result(next[0].length, next, before);
    }

    /** The candidates with the largest keys so far, sorted by insertion: there are few, and few arrive late. */
    private static final class Kept {
        private final double[] keys;
        private final int[] flat;
        private final float[] scores;
        private int size;
        private double least = Double.NEGATIVE_INFINITY;

        Kept(int count) {
            keys = new double[count];
            flat = new int[count];
            scores = new float[count];
        }

        void offer(double key, int index, float score) {
            int at = size < keys.length ? size++ : size - 1;
            while (at > 0 && keys[at - 1] < key) {
                keys[at] = keys[at - 1];
                flat[at] = flat[at - 1];
                scores[at] = scores[at - 1];
                at--;
            }
            keys[at] = key;
            flat[at] = index;
            scores[at] = score;
            if (size == keys.length) {
                least = keys[size - 1];
            }
        }

        /** What was kept; where too little is possible, impossible continuations make up the number. */
        Continuations result(int vocabulary, float[][] next, float[] before) {
            for (int index = 0; size < keys.length && index < next.length * vocabulary; index++) {
                float score = before[index / vocabulary] + next[index / vocabulary][index % vocabulary];
                if (!(score > Float.NEGATIVE_INFINITY)) {
                    flat[size] = index;
                    scores[size++] = Float.NEGATIVE_INFINITY;
                }
            }
            return new Continuations(Arrays.copyOf(flat, size), Arrays.copyOf(scores, size), vocabulary);
        }
    }
}
