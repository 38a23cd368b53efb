package dev.polyhead.music;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A piece that was written: its events, where it came from, and what is to be known about it. */
public final class Composition {
    private final NoteEvents vocabulary;
    private final int[] ids;
    private final int given;
    private final long seed;
    private final List<String> warnings;
    private final boolean cancelled;
    private final Voices voices;
    private final Score score;

    Composition(
            NoteEvents vocabulary,
            int[] ids,
            int given,
            double tempo,
            Voices voices,
            long seed,
            List<String> warnings,
            boolean cancelled) {
        this.vocabulary = vocabulary;
        this.ids = ids.clone();
        this.given = given;
        this.seed = seed;
        this.warnings = List.copyOf(warnings);
        this.cancelled = cancelled;
        this.voices = voices;
        this.score = voices.score(vocabulary, ids, tempo);
    }

    /** Seed that gives this piece again. */
    public long seed() {
        return seed;
    }

    /** All events as ids, those given to continue included. Every note ends. */
    public int[] ids() {
        return ids.clone();
    }

    /** How many of the ids were given to continue. */
    public int given() {
        return given;
    }

    /** How many events were written. */
    public int events() {
        return ids.length - given;
    }

    /** Which tracks the notes belong to. */
    public Voices voices() {
        return voices;
    }

    /** The whole piece. */
    public Score score() {
        return score;
    }

    /** Length of the whole piece. */
    public double seconds() {
        return score.seconds();
    }

    /** What the listener ought to know: degenerate passages, a shortened primer. One sentence each. */
    public List<String> warnings() {
        return warnings;
    }

    /** Whether it was cancelled before it was complete. */
    public boolean cancelled() {
        return cancelled;
    }

    /** The keys going down and up, in order. */
    public List<PlayedEvent> played() {
        Player player = new Player(vocabulary);
        List<PlayedEvent> events = new ArrayList<>();
        for (int id : ids) {
            player.play(id, events::add);
        }
        return events;
    }

    /**
     * The ids up to a moment, to be continued from there: notes that sound go on sounding.
     *
     * @param seconds from the beginning, above 0
     */
    public int[] until(double seconds) {
        return until(vocabulary, ids, seconds);
    }

    /** As {@link #until(double)}, of any ids. */
    public static int[] until(NoteEvents vocabulary, int[] ids, double seconds) {
        long wanted = Math.round(seconds / vocabulary.step());
        if (wanted < 1) {
            throw new IllegalArgumentException(
                    "A piece cannot be continued from %s s. Give a moment after its beginning.".formatted(seconds));
        }
        long now = 0;
        for (int i = 0; i < ids.length; i++) {
            if (vocabulary.event(ids[i]) instanceof NoteEvent.TimeShift shift) {
                if (now + shift.steps() >= wanted) {
                    int[] cut = Arrays.copyOf(ids, i + 1);
                    cut[i] = vocabulary.id(new NoteEvent.TimeShift((int) (wanted - now)));
                    return cut;
                }
                now += shift.steps();
            }
        }
        return ids.clone();
    }
}
