package dev.polyhead.media.audio;

/** A recording holds no melody: it is silent, too short, noise or speech. The message says which and what to do. */
public class NoMelodyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NoMelodyException(String message) {
        super(message);
    }
}
