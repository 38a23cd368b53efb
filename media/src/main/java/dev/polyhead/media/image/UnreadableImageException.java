package dev.polyhead.media.image;

/** The bytes are no picture, or one that is refused or damaged; the message says which, why, and what to do. */
public class UnreadableImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreadableImageException(String message) {
        super(message);
    }

    public UnreadableImageException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What is wrong, and what to do; never null. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
