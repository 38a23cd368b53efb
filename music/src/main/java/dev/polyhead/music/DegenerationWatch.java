package dev.polyhead.music;

import dev.polyhead.music.NoteEvent.NoteOn;
import dev.polyhead.music.NoteEvent.TimeShift;
import java.util.Optional;

/**
 * Notices when a piece stops being one: long silence, one note over and over, a short figure that never ends. The bounds
 * lie well outside of what the training corpus does (its longest repetition of one note is 16, of a figure of up to four
 * notes 8 times).
 */
final class DegenerationWatch {
    private static final double SILENCE_SECONDS = 4;
    private static final int SAME_NOTE = 24;
    private static final int LONGEST_FIGURE = 4;
    private static final int FIGURE_TIMES = 12;

    private final double step;
    private final int[] recent = new int[LONGEST_FIGURE];
    private final int[] repeated = new int[LONGEST_FIGURE + 1];
    private int onsets;
    private int silentSteps;

    DegenerationWatch(NoteEvents vocabulary) {
        this.step = vocabulary.step();
    }

    /** Hears one event; says what is wrong, once something is. */
    Optional<String> hear(NoteEvent event, int keysDown) {
        if (event instanceof TimeShift shift) {
            silentSteps = keysDown == 0 ? silentSteps + shift.steps() : 0;
            if (silentSteps * step >= SILENCE_SECONDS) {
                return Optional.of("It fell silent for %.1f s.".formatted(silentSteps * step));
            }
        } else if (event instanceof NoteOn on) {
            silentSteps = 0;
            return onset(on.pitch());
        }
        return Optional.empty();
    }

    private Optional<String> onset(int pitch) {
        for (int period = 1; period <= LONGEST_FIGURE; period++) {
            boolean same = onsets >= period && recent[Math.floorMod(onsets - period, LONGEST_FIGURE)] == pitch;
            repeated[period] = same ? repeated[period] + 1 : 0;
        }
        recent[onsets % LONGEST_FIGURE] = pitch;
        onsets++;
        if (repeated[1] + 1 >= SAME_NOTE) {
            return Optional.of("It repeated one note %d times.".formatted(SAME_NOTE));
        }
        for (int period = 2; period <= LONGEST_FIGURE; period++) {
            if (repeated[period] >= period * FIGURE_TIMES && repeated[1] == 0) {
                return Optional.of("It repeated a figure of %d notes %d times.".formatted(period, FIGURE_TIMES));
            }
        }
        return Optional.empty();
    }
}
