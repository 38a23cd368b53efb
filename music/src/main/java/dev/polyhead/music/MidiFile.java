package dev.polyhead.music;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A Standard MIDI File read as notes in seconds.
 *
 * <p>Formats 0, 1 and 2, metrical and SMPTE time. The tempo map is applied, notes held by the sustain pedal (controller
 * 64) last until it is lifted or the key is struck again, and every pair of track and channel becomes one {@link
 * Track}. The sequences of format 2 follow one another. Percussion (channel 10, and what a
 * Roland GS message declares a rhythm part) is marked, and left out by {@link #notes()}.
 *
 * <p>Files in the wild are often slightly wrong; what can be read is read, and {@link #warnings()} says what was not.
 *
 * @param score everything that could be read, percussion included
 * @param warnings what was wrong or left out, one sentence each; empty for a sound file
 */
public record MidiFile(Score score, List<String> warnings) {

    /** Longest file that is looked at; the longest piano pieces are well below a tenth of it. */
    public static final int MAX_BYTES = 64 << 20;

    /** Most notes of one file; a file with more is refused. */
    public static final int MAX_NOTES = 500_000;

    public MidiFile {
        warnings = List.copyOf(warnings);
    }

    /** The pitched notes: the score without percussion. */
    public Score notes() {
        return score.withoutDrums();
    }

    /**
     * Reads a file.
     *
     * @throws UnreadableMidiException if it is no MIDI file, is too long or has nothing that can be read
     * @throws IOException if the disk fails
     */
    public static MidiFile read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    /**
     * Reads a stream to its end; at most {@value #MAX_BYTES} bytes are held.
     *
     * @throws UnreadableMidiException as {@link #read(byte[])}
     * @throws IOException if the stream fails
     */
    public static MidiFile read(InputStream in) throws IOException {
        return read(in.readNBytes(MAX_BYTES + 1));
    }

    /**
     * Reads the bytes of a file.
     *
     * @throws UnreadableMidiException if they are no MIDI file, more than {@value #MAX_BYTES} bytes, hold more than
     *     {@value #MAX_NOTES} notes or have nothing that can be read
     */
    public static MidiFile read(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new UnreadableMidiException(
                    "The MIDI file has more than %d MiB, which no piece of music needs.".formatted(MAX_BYTES >> 20));
        }
        return new MidiReader(bytes).read();
    }

    /** The bytes of a Standard MIDI File of this score: format 1, one tick a millisecond, one track for each of the score's. */
    public static byte[] write(Score score) {
        return MidiWriter.write(score);
    }

    /** Whether these bytes begin like a MIDI file. */
    public static boolean looksLikeMidi(byte[] head) {
        return MidiReader.header(head) >= 0;
    }
}
