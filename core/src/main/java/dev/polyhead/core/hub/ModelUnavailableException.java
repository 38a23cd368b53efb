package dev.polyhead.core.hub;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A model that exists and cannot be had now: memory is taken by others, or it failed to load. */
public final class ModelUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Duration retryAfter;

    ModelUnavailableException(String message, Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    /** When it is worth trying again; zero if it never is. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
