package dev.polyhead.core.layer;

/** What linear layers compute in. */
public enum Arithmetic {
    FLOAT,
    /** Integers: weights scaled per output channel, activations per row. */
    INT8
}
