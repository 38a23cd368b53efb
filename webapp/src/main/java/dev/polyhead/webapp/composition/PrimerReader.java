package dev.polyhead.webapp.composition;

import dev.polyhead.media.audio.AudioSettings;
import dev.polyhead.media.audio.AudioSource;
import dev.polyhead.media.audio.MelodyTracker;
import dev.polyhead.media.audio.UnreadableAudioException;
import dev.polyhead.music.MidiFile;
import dev.polyhead.music.NoteEvents;
import dev.polyhead.music.Primer;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.uploads.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;

/** Makes a primer of an uploaded file: MIDI by its first bytes, anything else as a recording of a melody. */
final class PrimerReader {
    private PrimerReader() {}

    /**
     * Reads an upload.
     *
     * @throws ApiException 415 if it is neither MIDI nor sound
     * @throws dev.polyhead.music.UnreadableMidiException if it is a broken MIDI file
     * @throws dev.polyhead.media.audio.NoMelodyException if the recording holds no melody
     */
    static Primer read(Upload upload, NoteEvents vocabulary) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(upload.file())) {
            head = in.readNBytes(32);
        }
        String name = upload.name().toLowerCase(Locale.ROOT);
        if (MidiFile.looksLikeMidi(head)) {
            MidiFile file = MidiFile.read(upload.file());
            try {
                return Primer.of(file, vocabulary);
            } catch (IllegalArgumentException e) {
                throw ApiException.unprocessable("primer", String.valueOf(e.getMessage()));
            }
        }
        if (name.endsWith(".mid") || name.endsWith(".midi")) {
            throw ApiException.unsupportedMedia(
                    "primer",
                    "'%s' is not a MIDI file, though its name says so. Send a Standard MIDI File or a recording."
                            .formatted(upload.name()));
        }
        return Primer.of(MelodyTracker.track(samples(upload), MelodyTracker.RATE_HZ), vocabulary);
    }

    private static float[] samples(Upload upload) throws IOException {
        try (AudioSource source = AudioSource.open(
                upload.file(), AudioSettings.at(MelodyTracker.RATE_HZ).withLongest(Duration.ofSeconds((long)
                        MelodyTracker.MAX_SECONDS)))) {
            return source.readAll();
        } catch (UnreadableAudioException e) {
            throw ApiException.unsupportedMedia(
                    "primer", "'%s' is neither MIDI nor sound: %s".formatted(upload.name(), e.getMessage()));
        }
    }
}
