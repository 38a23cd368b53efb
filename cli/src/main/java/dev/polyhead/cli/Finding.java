package dev.polyhead.cli;

/**
 * What the doctor found out about one thing.
 *
 * @param subject what was looked at
 * @param state how it is
 * @param told the finding, and where something is wrong, what to do
 */
record Finding(String subject, State state, String told) {
    /** How something is. */
    enum State {
        /** As it should be. */
        GOOD,
        /** The suite works without it. */
        MISSING,
        /** The suite does not work like this. */
        BROKEN
    }

    static Finding good(String subject, String told) {
        return new Finding(subject, State.GOOD, told);
    }

    static Finding missing(String subject, String told) {
        return new Finding(subject, State.MISSING, told);
    }

    static Finding broken(String subject, String told) {
        return new Finding(subject, State.BROKEN, told);
    }
}
