package dev.polyhead.music;

import dev.polyhead.music.NoteEvent.NoteOff;
import dev.polyhead.music.NoteEvent.NoteOn;
import dev.polyhead.music.NoteEvent.TimeShift;
import dev.polyhead.music.NoteEvent.Velocity;
import java.util.Arrays;

/**
 * The 388 performance events: 128 note-ons, 128 note-offs, 100 time shifts of 10 ms to 1 s, 32 velocities. Oore et al.
 * 2018, "This Time with Feeling", section 3.2; Huang et al. 2018, section 4.2.
 *
 * <p>At one moment: note-offs from low to high, then the velocity if it changed, then note-ons from low to high. A note
 * struck again while it sounds is ended first; one pitch struck by two voices at once is one note.
 */
public final class PerformanceEvents implements NoteEvents {
    /** Most ids one score may take; hours of dense music, or days of silence. */
    static final int MAX_EVENTS = 4_000_000;

    private static final int NOTE_OFF = 128;
    private static final int TIME_SHIFT = 256;
    private static final int VELOCITY = 356;
    private static final int SIZE = 388;
    private static final int STEPS_PER_SECOND = 100;
    private static final int LONGEST_SHIFT = 100;

    @Override
    public int vocabulary() {
        return SIZE;
    }

    @Override
    public double step() {
        return 1.0 / STEPS_PER_SECOND;
    }

    @Override
    public int longestShift() {
        return LONGEST_SHIFT;
    }

    @Override
    public NoteEvent event(int id) {
        if (id < 0 || id >= SIZE) {
            throw new IllegalArgumentException(
                    "There is no performance event %d. The ids run from 0 to %d.".formatted(id, SIZE - 1));
        }
        if (id < NOTE_OFF) {
            return new NoteOn(id);
        }
        if (id < TIME_SHIFT) {
            return new NoteOff(id - NOTE_OFF);
        }
        if (id < VELOCITY) {
            return new TimeShift(id - TIME_SHIFT + 1);
        }
        return new Velocity(Math.min(127, 4 * (id - VELOCITY) + 4));
    }

    @Override
    public int id(NoteEvent event) {
        if (event instanceof NoteOn on) {
            return inRange(on.pitch(), 0, 127, "pitch");
        } else if (event instanceof NoteOff off) {
            return NOTE_OFF + inRange(off.pitch(), 0, 127, "pitch");
        } else if (event instanceof TimeShift shift) {
            return TIME_SHIFT - 1 + inRange(shift.steps(), 1, LONGEST_SHIFT, "time shift");
        }
        return VELOCITY + (inRange(((Velocity) event).velocity(), 1, 127, "velocity") - 1) / 4;
    }

    private static int inRange(int value, int low, int high, String what) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(
                    "Performance events have no %s of %d. Give %d to %d.".formatted(what, value, low, high));
        }
        return value;
    }

    @Override
    public int[] encode(Score score) {
        long[] moments = PerformanceMoments.of(score, STEPS_PER_SECOND);
        Ids ids = new Ids();
        long now = 0;
        int velocity = -1;
        for (long moment : moments) {
            long step = PerformanceMoments.step(moment);
            while (now < step) {
                int shift = (int) Math.min(LONGEST_SHIFT, step - now);
                ids.add(TIME_SHIFT - 1 + shift);
                now += shift;
            }
            int pitch = PerformanceMoments.pitch(moment);
            if (PerformanceMoments.isOff(moment)) {
                ids.add(NOTE_OFF + pitch);
                continue;
            }
            int bin = PerformanceMoments.velocity(moment);
            if (bin != velocity) {
                velocity = bin;
                ids.add(VELOCITY + bin);
            }
            ids.add(pitch);
        }
        return ids.array();
    }

    /** A growing row of ids. */
    private static final class Ids {
        private int[] values = new int[1024];
        private int count;

        void add(int id) {
            if (count == MAX_EVENTS) {
                throw new IllegalArgumentException(
                        "The piece takes more than %,d events. Give a shorter one, or cut its long rests."
                                .formatted(MAX_EVENTS));
            }
            if (count == values.length) {
                values = Arrays.copyOf(values, count * 2);
            }
            values[count++] = id;
        }

        int[] array() {
            return Arrays.copyOf(values, count);
        }
    }
}
