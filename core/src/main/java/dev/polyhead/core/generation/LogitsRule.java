package dev.polyhead.core.generation;

/**
 * Edits one row of logits before a token is chosen from it: forbids, prefers, forces. In beam search the row holds
 * log-probabilities instead, as in the reference library.
 *
 * <p>Rules of a request run after those its {@link GenerationConfig} asks for and before temperature, top-k and the
 * like.
 */
public interface LogitsRule {
    /**
     * Edits a row in place.
     *
     * @param row which sequence: in greedy search and sampling {@code prompt * numReturnSequences + r}, in beam search
     *     {@code prompt * numBeams + beam}; stays the same when other rows finish
     * @param ids the sequence so far, prompt included; what stands at {@code length} and after has no meaning
     * @param length tokens in {@code ids}
     * @param logits one number a token of the vocabulary; negative infinity forbids it
     */
    void apply(int row, int[] ids, int length, float[] logits);

    /**
     * Whether the sequence ends with the token just appended, as stop strings want it.
     *
     * @param row as in {@link #apply}; in beam search the row the token was appended to
     * @param ids the sequence with the new token, prompt included
     * @param length tokens in {@code ids}
     */
    default boolean ends(int row, int[] ids, int length) {
        return false;
    }
}
