package dev.polyhead.core.generation;

/** Hears of every token as it is chosen. Greedy search and sampling only: a beam may still be dropped. */
@FunctionalInterface
public interface TokenListener {
    /** Hears nothing. */
    TokenListener NONE = (row, token, logProbability) -> {};

    /**
     * A token was appended.
     *
     * @param row which sequence: {@code prompt * numReturnSequences + r}
     * @param token its id
     * @param logProbability natural logarithm of its probability, after the rules and before temperature, top-k and the
     *     like
     */
    void token(int row, int token, float logProbability);
}
