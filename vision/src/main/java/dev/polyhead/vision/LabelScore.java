package dev.polyhead.vision;

/**
 * One answer of a classifier.
 *
 * @param label the class's name
 * @param score 0 to 1
 */
public record LabelScore(String label, double score) {}
