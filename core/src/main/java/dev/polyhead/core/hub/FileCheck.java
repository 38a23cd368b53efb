package dev.polyhead.core.hub;

/**
 * Whether a file of a model is what it should be.
 *
 * @param name path inside the model's folder
 * @param state how it compares with what is known
 */
public record FileCheck(String name, State state) {
    /** How a file compares with what is known of it. */
    public enum State {
        /** Size and hash are those that are known. */
        INTACT,
        /** It is known, and not there. */
        MISSING,
        /** It differs from what is known. */
        DAMAGED,
        /** Nothing is known to compare it with. */
        UNKNOWN
    }
}
