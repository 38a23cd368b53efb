package dev.polyhead.text;

import java.util.Comparator;
import java.util.stream.IntStream;

/** From logits to probabilities. */
final class Scores {
    private Scores() {}

    /** Probabilities of alternatives. */
    static double[] softmax(float[] logits) {
        double highest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
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

    /** Probabilities of labels that do not exclude each other. */
    static double[] sigmoid(float[] logits) {
        return IntStream.range(0, logits.length)
                .mapToDouble(i -> 1 / (1 + Math.exp(-logits[i])))
                .toArray();
    }

    static double[] asTheyAre(float[] logits) {
        return IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).toArray();
    }

    static int best(double[] scores) {
        return order(scores, 1)[0];
    }

    /** Indices of the highest scores, best first; equal scores keep their order. */
    static int[] order(double[] scores, int most) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
                .limit(most)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
