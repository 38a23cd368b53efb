package dev.polyhead.core.model;

import java.util.Arrays;
import java.util.List;

/**
 * A label and how well it fits.
 *
 * @param label as the checkpoint names it ({@code id2label}), or as it was given
 * @param score a probability, or for a regression the value itself
 */
public record LabelScore(String label, double score) {
    /** The labels with the highest scores, best first; equal scores keep the labels' order. */
    public static List<LabelScore> best(List<String> labels, double[] scores, int most) {
        return Arrays.stream(Scores.order(scores, most))
                .mapToObj(i -> new LabelScore(labels.get(i), scores[i]))
                .toList();
    }
}
