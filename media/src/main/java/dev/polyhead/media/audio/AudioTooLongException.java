package dev.polyhead.media.audio;

/** A recording that is longer than {@link AudioSettings#longest()} allows. */
public final class AudioTooLongException extends UnreadableAudioException {
    private static final long serialVersionUID = 1L;

    public AudioTooLongException(String message) {
        super(message);
    }
}
