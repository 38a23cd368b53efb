package dev.polyhead.speech;

/**
 * A token as it was written.
 *
 * @param id its number in the vocabulary
 * @param text what it stands for; half a character is U+FFFD, a timestamp is {@code <|1.20|>}
 * @param logProbability natural logarithm of how likely it was
 */
public record Token(int id, String text, double logProbability) {}
