package dev.polyhead.music;

import dev.polyhead.music.NoteEvent.NoteOff;
import dev.polyhead.music.NoteEvent.NoteOn;
import dev.polyhead.music.NoteEvent.TimeShift;
import dev.polyhead.music.NoteEvent.Velocity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** A piece being played event by event: what time it is, which keys are down since when, which notes are complete. */
final class Performance {
    private final NoteEvents vocabulary;
    private final List<Note> notes = new ArrayList<>();
    private final int[] since = new int[128]; // step at which the key was struck; negative: not down
    private final int[] struckWith = new int[128];
    private int now;
    private int velocity = 64;
    private int sounding;
    private int struck;

    Performance(NoteEvents vocabulary) {
        this.vocabulary = vocabulary;
        Arrays.fill(since, -1);
    }

    /** Plays one event; impossible ones change nothing. */
    void add(int id) {
        NoteEvent event = vocabulary.event(id);
        if (event instanceof TimeShift shift) {
            now += shift.steps();
        } else if (event instanceof Velocity v) {
            velocity = v.velocity();
        } else if (event instanceof NoteOn on) {
            release(on.pitch());
            since[on.pitch()] = now;
            struckWith[on.pitch()] = velocity;
            sounding++;
            struck++;
        } else {
            release(((NoteOff) event).pitch());
        }
    }

    private void release(int pitch) {
        if (since[pitch] >= 0) {
            notes.add(new Note(seconds(since[pitch]), seconds(now), pitch, struckWith[pitch], 0));
            since[pitch] = -1;
            sounding--;
        }
    }

    private double seconds(int step) {
        return step / Math.rint(1 / vocabulary.step());
    }

    /** The time reached, in steps. */
    int now() {
        return now;
    }

    /** The time reached, in seconds. */
    double seconds() {
        return seconds(now);
    }

    /** The velocity of the next key. */
    int velocity() {
        return velocity;
    }

    /** How many keys are down. */
    int sounding() {
        return sounding;
    }

    /** How many keys were ever struck. */
    int struck() {
        return struck;
    }

    /** When a key was struck that is still down, in steps; empty if it is up. */
    OptionalInt since(int pitch) {
        return since[pitch] < 0 ? OptionalInt.empty() : OptionalInt.of(since[pitch]);
    }

    boolean isDown(int pitch) {
        return since[pitch] >= 0;
    }

    /** What was played, keys that are still down being released now. */
    Score score() {
        List<Note> all = new ArrayList<>(notes);
        for (int pitch = 0; pitch < 128; pitch++) {
            if (since[pitch] >= 0) {
                all.add(new Note(seconds(since[pitch]), seconds(now), pitch, struckWith[pitch], 0));
            }
        }
        return Score.of(all);
    }
}
