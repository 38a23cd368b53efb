package dev.polyhead.music;

import java.util.Comparator;

/**
 * One note of a piece.
 *
 * @param start when it is struck, in seconds from the beginning of the piece
 * @param end when it falls silent, in seconds; never before {@code start}
 * @param pitch MIDI note number, 60 is middle C
 * @param velocity how hard it is struck, 1 to 127
 * @param track index into {@link Score#tracks()}
 */
public record Note(double start, double end, int pitch, int velocity, int track) {

    /** By time, then from low to high, then by track. */
    public static final Comparator<Note> BY_TIME = Comparator.comparingDouble(Note::start)
            .thenComparingInt(Note::pitch)
            .thenComparingInt(Note::track);

    public Note {
        if (!(start >= 0) || !(end >= start) || Double.isInfinite(end)) {
            throw new IllegalArgumentException(
                    "A note from %s s to %s s does not run forward in time. Give 0 <= start <= end."
                            .formatted(start, end));
        }
        if (pitch < 0 || pitch > 127) {
            throw new IllegalArgumentException("MIDI has no pitch %d. Give 0 to 127.".formatted(pitch));
        }
        if (velocity < 1 || velocity > 127) {
            throw new IllegalArgumentException(
                    "A note cannot sound with velocity %d. Give 1 to 127.".formatted(velocity));
        }
        if (track < 0) {
            throw new IllegalArgumentException("Tracks are counted from 0, not from %d.".formatted(track));
        }
    }

    /** How long the note sounds, in seconds. */
    public double seconds() {
        return end - start;
    }
}
