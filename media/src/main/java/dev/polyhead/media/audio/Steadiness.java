package dev.polyhead.media.audio;

import java.util.Arrays;
import java.util.List;

/** How much of a pitch curve rests on notes. A hummed melody does so most of the time, speech slides all the time. */
final class Steadiness {
    private static final int AROUND = 9; // frames each side: more than half a period of vibrato
    private static final double SLOPE = 0.45; // semitones the smoothed pitch may move over a tenth of a second

    private Steadiness() {}

    /** How steady a recording must be to be taken for a melody; notes as short as syllables have to be steadier. */
    static double needed(List<MelodyNote> notes) {
        double meanSeconds = notes.stream()
                .mapToDouble(note -> note.end() - note.start())
                .average()
                .orElse(0);
        return meanSeconds < 0.25 ? 0.78 : 0.55;
    }

    /** The share of pitched frames that lie in a note, near its pitch, where the smoothed curve is level. */
    static double of(List<MelodyNote> notes, double[] pitch) {
        long pitched = Arrays.stream(pitch).filter(p -> !Double.isNaN(p)).count();
        int steady = 0;
        for (MelodyNote note : notes) {
            int start = (int) Math.round(note.start() * PitchFrames.RATE);
            int end = (int) Math.round(note.end() * PitchFrames.RATE);
            for (int t = start; t < end; t++) {
                double before = mean(pitch, t - AROUND - 5, t + AROUND - 5, start, end);
                double after = mean(pitch, t - AROUND + 5, t + AROUND + 5, start, end);
                boolean level = Math.abs(after - before) < SLOPE;
                boolean near = Math.abs((before + after) / 2 - note.pitch()) < 0.5;
                steady += level && near ? 1 : 0;
            }
        }
        return pitched == 0 ? 0 : Math.min(1, (double) steady / pitched);
    }

    private static double mean(double[] pitch, int from, int to, int start, int end) {
        double sum = 0;
        int count = 0;
        for (int t = Math.max(start, from); t < Math.min(end, to); t++) {
            if (!Double.isNaN(pitch[t])) {
                sum += pitch[t];
                count++;
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }
}
