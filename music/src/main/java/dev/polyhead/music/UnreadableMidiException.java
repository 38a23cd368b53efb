package dev.polyhead.music;

/** The bytes are no MIDI file, or one from which nothing sensible can be read; the message says which and why. */
public class UnreadableMidiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreadableMidiException(String message) {
        super(message);
    }
}
