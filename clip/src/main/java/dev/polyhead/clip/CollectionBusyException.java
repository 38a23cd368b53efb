package dev.polyhead.clip;

/** Somebody else writes to the collection; the message says who, if that is known, and what to do. */
public class CollectionBusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CollectionBusyException(String message) {
        super(message);
    }
}
