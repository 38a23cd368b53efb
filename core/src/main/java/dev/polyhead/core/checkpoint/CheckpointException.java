package dev.polyhead.core.checkpoint;

/** A model folder that cannot be read: what is wrong with which file, and what to do. */
public class CheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CheckpointException(String message) {
        super(message);
    }

    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
