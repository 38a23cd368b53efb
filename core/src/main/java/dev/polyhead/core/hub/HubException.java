package dev.polyhead.core.hub;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What went wrong with the hub, and what to do about it. */
public final class HubException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Kinds of failure. */
    public enum Kind {
        /** The process was told not to use the network. */
        OFFLINE,
        /** No such model, revision or file, or one that cannot be seen without a token. */
        NOT_FOUND,
        /** The authors want their terms accepted, or the token may not read it. */
        FORBIDDEN,
        /** Too many requests. */
        RATE_LIMITED,
        /** No answer, or none that makes sense, after several attempts. */
        UNREACHABLE,
        /** What arrived is not what the hub announced. */
        DAMAGED,
        /** The disk has no room. */
        NO_SPACE,
        /** It could be fetched, but not used. */
        UNSUPPORTED,
        /** Somebody cancelled. */
        CANCELLED
    }

    private final Kind kind;
    private final @Nullable Duration retryAfter;

    HubException(Kind kind, String message) {
        this(kind, message, null, null);
    }

    HubException(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, message, null, cause);
    }

    HubException(Kind kind, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    public Kind kind() {
        return kind;
    }

    /** How long the hub asks to wait; null if it said nothing. */
    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
