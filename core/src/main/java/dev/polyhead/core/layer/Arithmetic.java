package dev.polyhead.core.layer;

/** What linear layers compute in. */
public enum Arithmetic {
    FLOAT,
    /** Integers: weights scaled per output channel, activations per row, and two for one number where rounding shows most. */
    INT8,
    /** The same without second integers: in pictures rounding does not show. */
    INT8_PLAIN;

    /** Whether integers are multiplied. */
    public boolean ofIntegers() {
        return this != FLOAT;
    }
}
