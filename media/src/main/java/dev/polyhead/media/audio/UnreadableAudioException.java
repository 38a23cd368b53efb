package dev.polyhead.media.audio;

import java.io.IOException;

/** A file that gives no sound; the message says why and what to do, and may be shown to whoever sent the file. */
public class UnreadableAudioException extends IOException {
    private static final long serialVersionUID = 1L;

    public UnreadableAudioException(String message) {
        super(message);
    }

    public UnreadableAudioException(String message, Throwable cause) {
        super(message, cause);
    }
}
