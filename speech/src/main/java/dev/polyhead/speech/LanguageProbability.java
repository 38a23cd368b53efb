package dev.polyhead.speech;

/**
 * How likely it is that a language is spoken.
 *
 * @param language code such as {@code de}
 * @param probability 0 to 1; over all languages they add up to 1
 */
public record LanguageProbability(String language, double probability) {}
