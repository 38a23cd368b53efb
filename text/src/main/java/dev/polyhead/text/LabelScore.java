package dev.polyhead.text;

/**
 * A label and how well it fits.
 *
 * @param label as the checkpoint names it ({@code id2label}), or as it was given
 * @param score a probability, or for a regression the value itself
 */
public record LabelScore(String label, double score) {}
