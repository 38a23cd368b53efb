package dev.polyhead.clip;

/** A collection cannot do what was asked; the message says why, and what to do. */
public class CollectionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CollectionException(String message) {
        super(message);
    }

    public CollectionException(String message, Throwable cause) {
        super(message, cause);
    }
}
