package dev.polyhead.music;

import org.jspecify.annotations.Nullable;

/**
 * What a written piece must keep to.
 *
 * @param maxPolyphony most notes that sound at once, 1 to 128
 * @param maxNoteSeconds longest note in seconds, 0.1 to 60
 * @param key the only notes allowed; null for all
 * @param tempo quarter notes a minute, 20 to 300: every event falls on a sixteenth of it; null for free time
 */
public record PlayingRules(
        int maxPolyphony,
        double maxNoteSeconds,
        @Nullable Key key,
        @Nullable Double tempo) {

    /** At most ten notes of at most eight seconds, any key, free time. */
    public static final PlayingRules DEFAULT = new PlayingRules(10, 8, null, null);

    public PlayingRules {
        if (maxPolyphony < 1 || maxPolyphony > 128) {
            throw new IllegalArgumentException(
                    "At most %d notes at once cannot be kept to. Give a polyphony of 1 to 128."
                            .formatted(maxPolyphony));
        }
        if (!(maxNoteSeconds >= 0.1 && maxNoteSeconds <= 60)) {
            throw new IllegalArgumentException(
                    "Notes of at most %s s cannot be kept to. Give 0.1 to 60 s.".formatted(maxNoteSeconds));
        }
        if (tempo != null && !(tempo >= 20 && tempo <= 300)) {
            throw new IllegalArgumentException(
                    "A tempo of %s quarter notes a minute is out of range. Give 20 to 300.".formatted(tempo));
        }
        if (tempo != null && maxNoteSeconds < 15 / tempo) {
            throw new IllegalArgumentException(
                    "Notes of at most %s s are shorter than a sixteenth at tempo %s (%.2f s)."
                            .formatted(maxNoteSeconds, tempo, 15 / tempo));
        }
    }
}
