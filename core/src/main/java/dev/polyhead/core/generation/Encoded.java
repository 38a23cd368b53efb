package dev.polyhead.core.generation;

/** An encoder's answer, kept as keys and values for the cross-attention. Holds native memory; closed by its owner. */
public interface Encoded extends AutoCloseable {
    /** How many items were encoded side by side. */
    int batch();

    /** A copy of some items, in that order; an item may appear more than once. */
    Encoded rows(int... items);

    @Override
    void close();
}
