package dev.polyhead.vision;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Logits as probabilities. */
public final class Scores {
    private Scores() {}

    /** Probabilities that add up to 1. */
    public static double[] softmax(double[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            max = Math.max(max, logit);
        }
        double[] scores = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.exp(logits[i] - max);
            sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= sum;
        }
        return scores;
    }

    /** Each label's probability by itself. */
    public static double[] sigmoid(double[] logits) {
        double[] scores = new double[logits.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = 1 / (1 + Math.exp(-logits[i]));
        }
        return scores;
    }

    /** The best labels, best first; equal scores keep the labels' order. */
    public static List<LabelScore> best(List<String> labels, double[] scores, int count) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
                .limit(count)
                .map(i -> new LabelScore(labels.get(i), scores[i]))
                .toList();
    }
}
