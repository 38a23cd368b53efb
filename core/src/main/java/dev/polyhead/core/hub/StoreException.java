package dev.polyhead.core.hub;

import org.jspecify.annotations.Nullable;

/** A model that cannot be carried in, out or away: why, and what to do. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoreException(String message) {
        this(message, null);
    }

    StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
