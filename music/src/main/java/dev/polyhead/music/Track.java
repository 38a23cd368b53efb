package dev.polyhead.music;

/**
 * One voice of a score: what a sequencer shows as one line.
 *
 * @param name as the file gives it; empty if it gives none
 * @param program General MIDI instrument, 0 (grand piano) to 127
 * @param drums whether its pitches are drums rather than notes
 */
public record Track(String name, int program, boolean drums) {

    /** A nameless piano. */
    public static final Track PIANO = new Track("", 0, false);

    public Track {
        if (program < 0 || program > 127) {
            throw new IllegalArgumentException("General MIDI has no program %d. Give 0 to 127.".formatted(program));
        }
    }
}
