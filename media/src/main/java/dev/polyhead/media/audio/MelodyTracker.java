package dev.polyhead.media.audio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes down a melody that someone hums, sings, whistles or plays: one voice, no words needed.
 *
 * <p>TarsosDSP's YIN gives a pitch every 10 ms; the cheapest path through semitones makes notes of it, vibrato, glides
 * and octave errors smoothed; a dip of the level inside a pitch parts repeated notes. The whole melody may be out of
 * tune by up to half a semitone: pitches are taken from where most of it lies.
 *
 * <p>Limits: one note at a time (chords and accompaniment give nonsense), C2 to G6 (65 to 1600 Hz), notes of 80 ms and
 * more, noise at least 10 dB below the voice. A note's pitch is the semitone it spends its time at, so a slide without
 * a place to rest is given as its ends.
 */
public final class MelodyTracker {
    /** A rate at which tracking works well; other rates from 8 kHz on are fine. */
    public static final int RATE_HZ = 16_000;

    /** Longest recording, in seconds. */
    public static final double MAX_SECONDS = 300;

    private static final double SILENT_DECIBELS = -60;
    private static final double BELOW_LOUDEST_DECIBELS = 38;
    private static final int SHORTEST = 8; // frames
    private static final double DIP_DECIBELS = 7;
    private static final int VIBRATO = 18; // frames of a period

    private MelodyTracker() {}

    /**
     * Tracks a melody.
     *
     * @param samples mono, within {@code [-1, 1]}
     * @param rateHz samples a second, at least 8000
     * @throws NoMelodyException if the recording is silent, shorter than a quarter of a second, noise or speech
     * @throws IllegalArgumentException if it is longer than {@value #MAX_SECONDS} s or the rate is too low
     */
    public static Melody track(float[] samples, int rateHz) {
        if (rateHz < 8000) {
            throw new IllegalArgumentException(
                    "%d samples a second are too few to hear pitch in. Give at least 8000.".formatted(rateHz));
        }
        double seconds = (double) samples.length / rateHz;
        if (seconds > MAX_SECONDS) {
            throw new IllegalArgumentException("A recording of %.0f s is too long for a melody. Give at most %.0f s."
                    .formatted(seconds, MAX_SECONDS));
        }
        if (seconds < 0.25) {
            throw new NoMelodyException(
                    "The recording has only %.2f s, too short for a melody. Hum for a few seconds.".formatted(seconds));
        }
        PitchFrames frames = PitchFrames.of(samples, rateHz);
        double loudest = loudest(frames.level);
        if (loudest < SILENT_DECIBELS) {
            throw new NoMelodyException("The recording is silent (%.0f dB). Check the microphone and hum again."
                    .formatted(Math.max(-120, loudest)));
        }
        double[] pitch = audible(frames, Math.max(SILENT_DECIBELS, loudest - BELOW_LOUDEST_DECIBELS));
        double tuning = tuning(pitch);
        for (int t = 0; t < pitch.length; t++) {
            pitch[t] -= tuning;
        }
        List<MelodyNote> notes = notes(MelodyPath.of(pitch), frames.level);
        if (notes.isEmpty()) {
            throw new NoMelodyException(
                    "No steady pitch could be heard in %.1f s. Hum or whistle one note after another."
                            .formatted(seconds));
        }
        double steady = Steadiness.of(notes, pitch);
        if (steady < Steadiness.needed(notes)) {
            throw new NoMelodyException(
                    "This sounds like speech: its pitch rests on notes only %.0f %% of the time. Hum or sing the melody."
                            .formatted(100 * steady));
        }
        return new Melody(notes, 100 * tuning);
    }

    private static double loudest(double[] level) {
        double[] sorted = level.clone();
        Arrays.sort(sorted);
        return sorted[(int) (0.95 * (sorted.length - 1))];
    }

    /** The pitch curve without what is too quiet, a running median of five against single wild frames. */
    private static double[] audible(PitchFrames frames, double gate) {
        double[] curve = frames.pitch.clone();
        for (int t = 0; t < curve.length; t++) {
            if (frames.level[t] < gate) {
                curve[t] = Double.NaN;
            }
        }
        double[] smooth = curve.clone();
        for (int t = 2; t < curve.length - 2; t++) {
            double[] around = Arrays.copyOfRange(curve, t - 2, t + 3);
            Arrays.sort(around); // NaN sorts last
            int pitched = 5;
            while (pitched > 0 && Double.isNaN(around[pitched - 1])) {
                pitched--;
            }
            smooth[t] = pitched < 3 ? Double.NaN : around[(pitched - 1) / 2];
        }
        return smooth;
    }

    /**
     * How far the notes lie above the nearest semitones, as the mean direction on the circle of a semitone; of the pitch
     * curve only what stands still once a period of vibrato is averaged away.
     */
    private static double tuning(double[] pitch) {
        double x = 0;
        double y = 0;
        for (int t = VIBRATO; t < pitch.length - VIBRATO; t++) {
            double before = mean(pitch, t - VIBRATO, t);
            double after = mean(pitch, t, t + VIBRATO);
            if (Math.abs(after - before) < 0.3) { // false also where there is no pitch
                x += Math.cos(Math.PI * (before + after));
                y += Math.sin(Math.PI * (before + after));
            }
        }
        return Math.atan2(y, x) / (2 * Math.PI);
    }

    private static double mean(double[] pitch, int from, int to) {
        double sum = 0;
        for (int t = from; t < to; t++) {
            sum += pitch[t];
        }
        return sum / (to - from);
    }

    private static List<MelodyNote> notes(int[] path, double[] level) {
        List<MelodyNote> notes = new ArrayList<>();
        int start = 0;
        for (int t = 1; t <= path.length; t++) {
            if (t == path.length || path[t] != path[start] || repeats(level, start, t)) {
                if (path[start] != MelodyPath.REST && t - start >= SHORTEST) {
                    notes.add(note(path[start], start, t, level));
                }
                start = t;
            }
        }
        return notes;
    }

    /** Whether a note is struck again at {@code t}: the level has dipped since the note's loud part and rises again. */
    private static boolean repeats(double[] level, int start, int t) {
        if (t - start < SHORTEST || t + 5 >= level.length || t < 3) {
            return false;
        }
        double before = Double.NEGATIVE_INFINITY;
        for (int i = Math.max(start, t - 25); i < t - 1; i++) {
            before = Math.max(before, level[i]);
        }
        double after = Double.NEGATIVE_INFINITY;
        for (int i = t + 1; i <= t + 5; i++) {
            after = Math.max(after, level[i]);
        }
        boolean lowest = level[t] <= level[t - 1] && level[t] <= level[t + 1];
        return lowest && Math.min(before, after) - level[t] > DIP_DECIBELS;
    }

    private static MelodyNote note(int pitch, int start, int end, double[] level) {
        double mean = Arrays.stream(level, start, end).average().orElseThrow();
        return new MelodyNote((double) start / PitchFrames.RATE, (double) end / PitchFrames.RATE, pitch, mean);
    }
}
