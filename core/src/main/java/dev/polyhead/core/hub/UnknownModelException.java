package dev.polyhead.core.hub;

import java.util.List;

/** A model that is asked for and is not on this machine. */
public final class UnknownModelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> nearest;

    UnknownModelException(String message, List<String> nearest) {
        super(message);
        this.nearest = List.copyOf(nearest);
    }

    /** Names most like the one asked for. */
    public List<String> nearest() {
        return nearest;
    }
}
