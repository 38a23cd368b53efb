package dev.polyhead.speech;

import be.tarsos.dsp.util.fft.FloatFFT;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The log-mel spectrogram that Whisper hears (Radford et al. 2022, section 2.2): windows of 25 ms every 10 ms, mel bands
 * as Slaney drew them, ten times the logarithm, no deeper than 80 dB under the loudest, scaled to about {@code [-1, 1]}.
 *
 * <p>Safe for use by many threads.
 */
public final class LogMel {
    /** Samples a second that are expected. */
    public static final int RATE = 16_000;

    /** Samples from one frame to the next. */
    public static final int HOP = 160;

    private static final int FFT = 400;
    private static final int BINS = FFT / 2 + 1;
    private static final float FLOOR = 1e-10f;
    private static final int PAIRS_PER_TASK = 125;

    private final int bands;
    private final FloatFFT fft = new FloatFFT(FFT);
    private final float[] hann = new float[FFT];
    private final int[] first; // first frequency bin of a band
    private final float[][] weights; // of the bins of a band

    /**
     * A spectrogram with this many bands.
     *
     * @param bands 80, for the newest models 128
     */
    public LogMel(int bands) {
        if (bands < 1 || bands > BINS) {
            throw new IllegalArgumentException(
                    "A spectrogram of %d mel bands cannot be drawn. Give 80 or 128, as num_mel_bins in config.json says."
                            .formatted(bands));
        }
        this.bands = bands;
        for (int i = 0; i < FFT; i++) {
            hann[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / FFT));
        }
        double[] edges = new double[bands + 2];
        double top = mel(RATE / 2.0);
        for (int i = 0; i < edges.length; i++) {
            edges[i] = hertz(top * i / (bands + 1));
        }
        first = new int[bands];
        weights = new float[bands][];
        for (int band = 0; band < bands; band++) {
            triangle(band, edges[band], edges[band + 1], edges[band + 2]);
        }
    }

    public int bands() {
        return bands;
    }

    /** How many frames these samples give. */
    public static int frames(int samples) {
        return samples / HOP;
    }

    /**
     * Draws one window; what is missing at its end is silence.
     *
     * @param samples mono, at {@value #RATE} Hz
     * @param offset where the window begins
     * @param count how many samples of it there are
     * @param frames width of the picture: 3000 for 30 s
     * @param target where it is drawn, {@code [band, frame]}
     * @param at where in the target it begins
     */
    public void draw(float[] samples, int offset, int count, int frames, float[] target, int at) {
        int length = Math.min(count, frames * HOP);
        int sounding = Math.min(frames, (length + FFT / 2 + HOP - 1) / HOP);
        int pairs = (sounding + 1) / 2;
        int tasks = (pairs + PAIRS_PER_TASK - 1) / PAIRS_PER_TASK;
        IntStream.range(0, tasks).parallel().forEach(task -> {
            float[] two = new float[2 * FFT];
            float[] even = new float[BINS];
            float[] odd = new float[BINS];
            int end = Math.min(pairs, (task + 1) * PAIRS_PER_TASK);
            for (int pair = task * PAIRS_PER_TASK; pair < end; pair++) {
                int frame = 2 * pair;
                powers(samples, offset, length, frames, frame, two, even, odd);
                bands(even, target, at + frame, frames);
                if (frame + 1 < sounding) {
                    bands(odd, target, at + frame + 1, frames);
                }
            }
        });
        scale(target, at, frames, sounding);
    }

    /** The powers of two neighbouring frames by one complex transform: one is its real part, one its imaginary part. */
    private void powers(
            float[] samples, int offset, int length, int frames, int frame, float[] two, float[] even, float[] odd) {
        fill(samples, offset, length, frames, frame, two, 0);
        fill(samples, offset, length, frames, frame + 1, two, 1);
        fft.complexForward(two);
        even[0] = two[0] * two[0];
        odd[0] = two[1] * two[1];
        for (int k = 1; k < BINS; k++) {
            int mirror = 2 * (FFT - k);
            float a = two[2 * k];
            float b = two[2 * k + 1];
            float c = two[mirror];
            float d = two[mirror + 1];
            even[k] = ((a + c) * (a + c) + (b - d) * (b - d)) / 4;
            odd[k] = ((b + d) * (b + d) + (c - a) * (c - a)) / 4;
        }
    }

    /** One frame under the Hann window; both ends of the padded recording are reflected. */
    private void fill(float[] samples, int offset, int length, int frames, int frame, float[] two, int part) {
        int start = frame * HOP - FFT / 2;
        if (start >= 0 && start + FFT <= length) {
            for (int i = 0; i < FFT; i++) {
                two[2 * i + part] = samples[offset + start + i] * hann[i];
            }
            return;
        }
        int padded = frames * HOP;
        for (int i = 0; i < FFT; i++) {
            int at = start + i;
            at = at < 0 ? -at : at >= padded ? 2 * (padded - 1) - at : at;
            two[2 * i + part] = at >= 0 && at < length ? samples[offset + at] * hann[i] : 0;
        }
    }

    private void bands(float[] powers, float[] target, int at, int stride) {
        for (int band = 0; band < bands; band++) {
            float[] triangle = weights[band];
            int bin = first[band];
            float sum = 0;
            for (int i = 0; i < triangle.length; i++) {
                sum += triangle[i] * powers[bin + i];
            }
            target[at + band * stride] = sum;
        }
    }

    private void scale(float[] target, int at, int frames, int sounding) {
        float loudest = FLOOR;
        for (int band = 0; band < bands; band++) {
            int row = at + band * frames;
            for (int i = row; i < row + sounding; i++) {
                loudest = Math.max(loudest, target[i]);
            }
        }
        // floor in powers first, so that logarithms are only taken of what is heard
        float floor = (float) Math.max(FLOOR, loudest * 1e-8);
        float silence = (float) ((Math.log10(floor) + 4) / 4);
        float[] result = target;
        IntStream.range(0, bands).parallel().forEach(band -> {
            int row = at + band * frames;
            for (int i = row; i < row + sounding; i++) {
                result[i] = result[i] <= floor ? silence : (float) ((Math.log10(result[i]) + 4) / 4);
            }
            Arrays.fill(result, row + sounding, row + frames, silence);
        });
    }

    private void triangle(int band, double left, double centre, double right) {
        int from = -1;
        float[] row = new float[BINS];
        int to = 0;
        for (int bin = 0; bin < BINS; bin++) {
            double hertz = (double) bin * RATE / FFT;
            double height = Math.min((hertz - left) / (centre - left), (right - hertz) / (right - centre));
            if (height > 0) {
                row[bin] = (float) (height * 2 / (right - left)); // equal area, Slaney 1998
                from = from < 0 ? bin : from;
                to = bin + 1;
            }
        }
        first[band] = Math.max(from, 0);
        weights[band] = from < 0 ? new float[0] : Arrays.copyOfRange(row, from, to);
    }

    /** Slaney's scale: linear to 1 kHz, logarithmic above. */
    private static double mel(double hertz) {
        return hertz < 1000 ? hertz * 3 / 200 : 15 + Math.log(hertz / 1000) * 27 / Math.log(6.4);
    }

    private static double hertz(double mel) {
        return mel < 15 ? mel * 200 / 3 : 1000 * Math.exp((mel - 15) * Math.log(6.4) / 27);
    }
}
