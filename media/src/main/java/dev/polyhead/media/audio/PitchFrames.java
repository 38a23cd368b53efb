package dev.polyhead.media.audio;

import be.tarsos.dsp.pitch.FastYin;
import be.tarsos.dsp.pitch.PitchDetectionResult;
import java.util.Arrays;

/** Pitch and level of a recording every 10 ms. YIN: de Cheveigné and Kawahara 2002. */
final class PitchFrames {
    /** Frames a second. */
    static final int RATE = 100;

    private static final double WINDOW_SECONDS = 0.046;
    private static final double YIN_THRESHOLD = 0.20;
    private static final double LOWEST_HZ = 65;
    private static final double HIGHEST_HZ = 1600;

    /** Fractional MIDI note number; NaN where there is no pitch. */
    final double[] pitch;

    /** Level in dB of full scale. */
    final double[] level;

    private PitchFrames(double[] pitch, double[] level) {
        this.pitch = pitch;
        this.level = level;
    }

    static PitchFrames of(float[] recording, int recordedHz) {
        int group = Math.max(1, recordedHz / 16_000);
        int rateHz = recordedHz / group;
        float[] samples = smoothed(recording, group, Math.max(1, Math.round(recordedHz / 5000f)));
        int window = (int) Math.round(WINDOW_SECONDS * rateHz) & ~1;
        int hop = rateHz / RATE;
        int count = (int) ((long) samples.length * RATE / rateHz);
        double[] pitch = new double[count];
        double[] level = new double[count];
        FastYin yin = new FastYin(rateHz, window, YIN_THRESHOLD);
        float[] frame = new float[window];
        for (int i = 0; i < count; i++) {
            int begin = (int) ((long) i * rateHz / RATE); // the rate need not be a multiple of 100
            int start = begin + hop / 2 - window / 2; // the window's middle stands at the middle of its 10 ms
            Arrays.fill(frame, 0);
            int from = Math.max(0, start);
            int to = Math.min(samples.length, start + window);
            System.arraycopy(samples, from, frame, from - start, to - from);
            level[i] = decibels(samples, begin, hop);
            pitch[i] = pitch(yin.getPitch(frame));
        }
        return new PitchFrames(pitch, level);
    }

    /**
     * Every so-manieth sample of a running mean: what lies above 5 kHz tells nothing about a sung pitch and is mostly
     * noise.
     */
    private static float[] smoothed(float[] samples, int every, int width) {
        float[] means = new float[samples.length / every];
        for (int i = 0; i < means.length; i++) {
            int from = Math.max(0, i * every - width / 2);
            int to = Math.min(samples.length, from + width);
            double sum = 0;
            for (int j = from; j < to; j++) {
                sum += samples[j];
            }
            means[i] = (float) (sum / width);
        }
        return means;
    }

    private static double pitch(PitchDetectionResult found) {
        float hz = found.getPitch();
        if (!found.isPitched() || hz < LOWEST_HZ || hz > HIGHEST_HZ) {
            return Double.NaN;
        }
        return 69 + 12 * Math.log(hz / 440) / Math.log(2);
    }

    private static double decibels(float[] samples, int from, int length) {
        double sum = 0;
        for (int i = from; i < from + length; i++) {
            sum += samples[i] * samples[i];
        }
        return 10 * Math.log10(sum / length + 1e-12);
    }
}
