package dev.polyhead.music;

import java.util.Arrays;
import java.util.List;

/**
 * The note-ons and note-offs of a score on the grid of steps, all tracks merged, each packed into one number that sorts
 * as the vocabulary wants them: by step, offs before ons, from low to high.
 */
final class PerformanceMoments {
    private PerformanceMoments() {}

    static long[] of(Score score, int stepsPerSecond) {
        List<Note> notes = score.notes();
        long[] starts = new long[notes.size()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = Math.round(notes.get(i).start() * stepsPerSecond);
        }
        long[] moments = new long[2 * notes.size()];
        int count = 0;
        int[] sounding = new int[128]; // index of the note + 1
        long[] ends = new long[128];
        for (int i = 0; i < starts.length; i++) {
            Note note = notes.get(i);
            int pitch = note.pitch();
            long end = Math.max(starts[i] + 1, Math.round(note.end() * stepsPerSecond));
            int before = sounding[pitch] - 1;
            if (before >= 0 && starts[before] == starts[i]) {
                ends[pitch] = Math.max(ends[pitch], end); // the same note in two voices
                continue;
            }
            if (before >= 0) {
                moments[count++] = pack(Math.min(ends[pitch], starts[i]), 0, pitch, 0);
            }
            sounding[pitch] = i + 1;
            // Another voice may hold the pitch longer than the one that strikes it again: it sounds as long as any
            // does.
            ends[pitch] = Math.max(ends[pitch], end);
            moments[count++] = pack(starts[i], 1, pitch, (note.velocity() - 1) / 4);
        }
        for (int pitch = 0; pitch < 128; pitch++) {
            if (sounding[pitch] > 0) {
                moments[count++] = pack(ends[pitch], 0, pitch, 0);
            }
        }
        long[] sorted = Arrays.copyOf(moments, count);
        Arrays.sort(sorted);
        return sorted;
    }

    private static long pack(long step, int on, int pitch, int velocity) {
        return step << 13 | (long) on << 12 | (long) pitch << 5 | velocity;
    }

    static long step(long moment) {
        return moment >> 13;
    }

    static boolean isOff(long moment) {
        return (moment >> 12 & 1) == 0;
    }

    static int pitch(long moment) {
        return (int) (moment >> 5 & 127);
    }

    static int velocity(long moment) {
        return (int) (moment & 31);
    }
}
