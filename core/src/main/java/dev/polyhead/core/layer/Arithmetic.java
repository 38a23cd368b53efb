package dev.polyhead.core.layer;

/** What linear layers compute in. */
public enum Arithmetic {
    FLOAT,
    /** Integers: weights scaled per output channel, activations per row. Best for many rows. */
    INT8,
    /** The same weights, activations scaled per block of a row inside one operator. Best for the few rows of a step. */
    INT8_BLOCKS
}
