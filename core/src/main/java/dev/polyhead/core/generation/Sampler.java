package dev.polyhead.core.generation;

import java.util.SplittableRandom;

/** Takes a token from a row of logits. Each sequence has its own, so that no neighbour changes what it draws. */
@FunctionalInterface
public interface Sampler {
    /**
     * Takes a token.
     *
     * @param logits after all rules; at least one above negative infinity
     */
    int choose(float[] logits);

    /** The likeliest token, the first of equals. */
    static Sampler greedy() {
        return Logits::argMax;
    }

    /**
     * A token at random, as likely as the logits say.
     *
     * @param seed the same seed draws the same tokens from the same logits
     */
    static Sampler multinomial(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return logits -> draw(logits, random.nextDouble());
    }

    private static int draw(float[] logits, double point) {
        float max = Logits.max(logits);
        double left = point * Logits.sumOfExponentials(logits, max);
        int last = 0;
        for (int i = 0; i < logits.length; i++) {
            double weight = Logits.exp(logits[i] - max);
            if (weight > 0) {
                last = i;
                left -= weight;
                if (left < 0) {
                    return i;
                }
            }
        }
        return last;
    }
}
