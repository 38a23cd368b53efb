package dev.polyhead.music;

import java.util.Arrays;

/**
 * Integrated loudness of stereo sound, measured while it passes: K-weighting, blocks of 400 ms every 100 ms, gated at
 * -70 LUFS and at 10 LU below the mean. ITU-R BS.1770-4.
 */
final class Loudness {
    private static final double SILENCE = -70;
    private static final int STEPS_PER_BLOCK = 4;

    private final Biquad[] shelf;
    private final Biquad[] highPass;
    private final int stepFrames;
    private double energy;
    private int frames;
    private double[] steps = new double[256];
    private int stepCount;
    private float peak;

    Loudness(int rateHz) {
        stepFrames = rateHz / 10;
        shelf = new Biquad[] {Biquad.headShelf(rateHz), Biquad.headShelf(rateHz)};
        highPass = new Biquad[] {Biquad.lowCut(rateHz), Biquad.lowCut(rateHz)};
    }

    void frame(float left, float right) {
        peak = Math.max(peak, Math.max(Math.abs(left), Math.abs(right)));
        double l = highPass[0].filter(shelf[0].filter(left));
        double r = highPass[1].filter(shelf[1].filter(right));
        energy += l * l + r * r;
        if (++frames == stepFrames) {
            if (stepCount == steps.length) {
                steps = Arrays.copyOf(steps, stepCount * 2);
            }
            steps[stepCount++] = energy / stepFrames;
            energy = 0;
            frames = 0;
        }
    }

    /** Largest sample so far. */
    float peak() {
        return peak;
    }

    /** Loudness so far in LUFS; negative infinity for silence or less than 400 ms. */
    double lufs() {
        double absolute = mean(SILENCE);
        return absolute == 0 ? Double.NEGATIVE_INFINITY : lufs(mean(lufs(absolute) - 10));
    }

    /** Mean energy of the blocks above a gate. */
    private double mean(double gate) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i + STEPS_PER_BLOCK <= stepCount; i++) {
            double block = 0;
            for (int j = 0; j < STEPS_PER_BLOCK; j++) {
                block += steps[i + j] / STEPS_PER_BLOCK;
            }
            if (lufs(block) > gate) {
                sum += block;
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    private static double lufs(double energy) {
        return -0.691 + 10 * Math.log10(energy);
    }

    /** A filter of second order. */
    private static final class Biquad {
        private final double b0;
        private final double b1;
        private final double b2;
        private final double a1;
        private final double a2;
        private double x1;
        private double x2;
        private double y1;
        private double y2;

        private Biquad(double b0, double b1, double b2, double a0, double a1, double a2) {
            this.b0 = b0 / a0;
            this.b1 = b1 / a0;
            this.b2 = b2 / a0;
            this.a1 = a1 / a0;
            this.a2 = a2 / a0;
        }

        /** Stage 1: the head's effect, a shelf of +4 dB above 1.7 kHz; the analogue prototype of the standard's 48 kHz values. */
        static Biquad headShelf(int rateHz) {
            double k = Math.tan(Math.PI * 1681.974450955533 / rateHz);
            double q = 0.7071752369554196;
            double vh = Math.pow(10, 3.999843853973347 / 20);
            double vb = Math.pow(vh, 0.4996667741545416);
            return new Biquad(
                    vh + vb * k / q + k * k,
                    2 * (k * k - vh),
                    vh - vb * k / q + k * k,
                    1 + k / q + k * k,
                    2 * (k * k - 1),
                    1 - k / q + k * k);
        }

        /** Stage 2: a high-pass at 38 Hz. */
        static Biquad lowCut(int rateHz) {
            double k = Math.tan(Math.PI * 38.13547087602444 / rateHz);
            double q = 0.5003270373238773;
            double a0 = 1 + k / q + k * k;
            return new Biquad(a0, -2 * a0, a0, a0, 2 * (k * k - 1), 1 - k / q + k * k);
        }

        double filter(double x) {
            double y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
            x2 = x1;
            x1 = x;
            y2 = y1;
            y1 = y;
            return y;
        }
    }
}
