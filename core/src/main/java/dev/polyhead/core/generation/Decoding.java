package dev.polyhead.core.generation;

import java.nio.FloatBuffer;

/** Sequences in the making: the key-value cache of some rows, updated in place. Not for use by two threads at once. */
public interface Decoding extends AutoCloseable {
    /**
     * Appends tokens to every row.
     *
     * @param tokens per row at least one token; rows differ in length only where {@link #supportsRagged()}
     * @return logits {@code [rows, vocabulary]} after each row's last token, valid until the next call
     * @throws IllegalArgumentException if a row would hold more than {@link #capacity()} tokens
     */
    FloatBuffer feed(int[][] tokens);

    /**
     * Lets row {@code r} go on from what row {@code parents[r]} held. Fewer parents than rows shrink the batch. With an
     * encoder the rows of an item stay with that item and every item keeps equally many; an item with no rows left is
     * dropped.
     */
    void reorder(int[] parents);

    /** How many sequences there are now. */
    int rows();

    /** How many tokens a row holds. */
    int length(int row);

    /** Most tokens a row can hold. */
    int capacity();

    /** Whether rows may hold different numbers of tokens. */
    boolean supportsRagged();

    /**
     * Ends a {@link #feed} that another thread is in, which then throws. Called when a run is cancelled; a decoding that
     * cannot do so finishes its step first.
     */
    default void interrupt() {}

    @Override
    void close();
}
