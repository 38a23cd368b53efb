package dev.polyhead.webapp.transcription;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.speech.Transcript;
import dev.polyhead.speech.TranscriptionListener;
import dev.polyhead.speech.TranscriptionState;
import java.io.IOException;
import java.nio.file.Path;

/** Lets a speech model write down a recording. */
interface Recognition {
    /**
     * Transcribes a file.
     *
     * @param file the recording
     * @param fields which model, and how
     * @param from where an earlier run got to
     * @throws dev.polyhead.webapp.errors.ApiException 404 if there is no such model, 429 if too many wait for it
     * @throws dev.polyhead.core.runtime.Cancelled if it was cancelled
     */
    Transcript transcribe(
            Path file,
            TranscriptionFields fields,
            TranscriptionListener listener,
            Cancellation cancellation,
            TranscriptionState from)
            throws IOException;
}
