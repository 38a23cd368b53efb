package dev.polyhead.core.model;

import java.util.Comparator;
import java.util.stream.IntStream;

/** What a classifier's logits say of its labels. */
public final class Scores {
    private Scores() {}

    /** Probabilities of labels that exclude each other: they add up to 1. */
    public static double[] softmax(double[] logits) {
        double highest = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            highest = Math.max(highest, logit);
        }
        double[] scores = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            scores[i] = Math.exp(logits[i] - highest);
            sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= sum;
        }
        return scores;
    }

    /** The same for logits as a graph gives them. */
    public static double[] softmax(float[] logits) {
        return softmax(wide(logits));
    }

    /** Probabilities of labels that do not exclude each other. */
    public static double[] sigmoid(double[] logits) {
        double[] scores = new double[logits.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = 1 / (1 + Math.exp(-logits[i]));
        }
        return scores;
    }

    /** Logits as they are, in double precision. */
    public static double[] wide(float[] logits) {
        double[] wide = new double[logits.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = logits[i];
        }
        return wide;
    }

    /** Index of the highest score; the first of equal ones. */
    public static int best(double[] scores) {
        return order(scores, 1)[0];
    }

    /** Indices of the highest scores, best first; equal scores keep their order. */
    public static int[] order(double[] scores, int most) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
                .limit(most)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
