package dev.polyhead.webapp.security;

/** A key that is not made, found or withdrawn as wanted; the message says why and what to do. */
public final class KeyRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    enum Why {
        NAME,
        SCOPE,
        EXPIRES,
        UNKNOWN,
        LAST
    }

    private final Why why;

    KeyRefused(Why why, String message) {
        super(message);
        this.why = why;
    }

    Why why() {
        return why;
    }
}
