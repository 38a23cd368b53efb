package dev.polyhead.core.generation;

import java.time.Duration;

/** A request that is not taken because too many wait already. */
public final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Duration retryAfter;

    RejectedException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** When there will likely be room; at least a second. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
