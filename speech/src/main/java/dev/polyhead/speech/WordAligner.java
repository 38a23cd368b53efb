package dev.polyhead.speech;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds when each word was said: the attention of some decoder heads to the encoder's frames, normalised, smoothed and
 * averaged, is a picture of tokens against time, and dynamic time warping finds the way through it. Radford et al. 2022,
 * and the alignment heads that OpenAI published with each model.
 */
final class WordAligner {
    /** Seconds of one frame of the encoder. */
    private static final double FRAME = 0.02;

    private static final int MEDIAN = 7;

    private WordAligner() {}

    /**
     * Finds when each token begins.
     *
     * @param attention of the alignment heads, {@code [head][token][frame]}, after the softmax; tokens from the first one
     *     of the prompt to the end token
     * @param frames encoder frames that hold sound; what follows is padding
     * @param opening tokens of the prompt
     * @return seconds at which each token after the prompt begins, the end token last
     */
    static double[] begins(float[][][] attention, int frames, int opening) {
        int tokens = attention[0].length;
        float[][] mean = new float[tokens][frames];
        for (float[][] head : attention) {
            add(mean, MedianFilter.of(normalised(head, frames), MEDIAN), 1f / attention.length);
        }
        // while it reads a token, the decoder looks at what the next one is said of: the row before speaks for it
        double[] begins = new double[tokens - opening];
        int[][] path = TimeWarping.path(mean, opening - 1, tokens - 1);
        int last = -1;
        for (int i = 0; i < path[0].length; i++) {
            if (path[0][i] != last) {
                last = path[0][i];
                begins[last] = path[1][i] * FRAME;
            }
        }
        return begins;
    }

    /** Makes every frame's column mean 0, deviation 1. */
    private static float[][] normalised(float[][] head, int frames) {
        int tokens = head.length;
        float[][] out = new float[tokens][];
        for (int t = 0; t < tokens; t++) {
            out[t] = Arrays.copyOf(head[t], frames);
        }
        for (int f = 0; f < frames; f++) {
            double mean = 0;
            for (float[] row : out) {
                mean += row[f];
            }
            mean /= tokens;
            double variance = 0;
            for (float[] row : out) {
                variance += (row[f] - mean) * (row[f] - mean);
            }
            double deviation = Math.sqrt(variance / tokens);
            for (float[] row : out) {
                row[f] = deviation > 0 ? (float) ((row[f] - mean) / deviation) : 0;
            }
        }
        return out;
    }

    private static void add(float[][] sum, float[][] more, float weight) {
        for (int i = 0; i < sum.length; i++) {
            for (int j = 0; j < sum[i].length; j++) {
                sum[i][j] += more[i][j] * weight;
            }
        }
    }

    /**
     * Gives words their times.
     *
     * @param words tokens grouped to words
     * @param starts seconds at which each of their tokens begins
     * @param ends seconds at which each of them ends
     * @param probabilities of the tokens
     */
    static List<TimedWord> words(
            List<WordGrouping.Group> words, double[] starts, double[] ends, float[] probabilities) {
        List<TimedWord> timed = new ArrayList<>();
        int at = 0;
        for (WordGrouping.Group word : words) {
            int next = at + word.tokens().size();
            double sum = 0;
            for (int i = at; i < next; i++) {
                sum += probabilities[i];
            }
            timed.add(new TimedWord(
                    word.text(),
                    word.tokens().size(),
                    starts[at],
                    ends[next - 1],
                    sum / word.tokens().size()));
            at = next;
        }
        return timed;
    }
}
