package dev.polyhead.media.audio;

import java.util.List;

/**
 * What {@link MelodyTracker} heard.
 *
 * @param notes one after another; at least one
 * @param tuningCents how far above (or, negative, below) concert pitch the whole melody was, -50 to 50
 */
public record Melody(List<MelodyNote> notes, double tuningCents) {
    public Melody {
        notes = List.copyOf(notes);
    }
}
