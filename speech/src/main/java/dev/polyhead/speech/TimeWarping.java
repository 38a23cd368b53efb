package dev.polyhead.speech;

import java.util.Arrays;

/** The cheapest monotonic way through a matrix, by dynamic programming. Giorgino 2009; Radford et al. 2022. */
final class TimeWarping {
    private TimeWarping() {}

    /**
     * Finds the way along which the sum is largest.
     *
     * @param likeness {@code [token][frame]}
     * @param from first token that counts
     * @param to the token after the last
     * @return tokens, counted from {@code from}, and frames along the way
     */
    static int[][] path(float[][] likeness, int from, int to) {
        int n = to - from;
        int m = likeness[from].length;
        float[][] cost = new float[n + 1][m + 1];
        byte[][] step = new byte[n + 1][m + 1];
        for (float[] row : cost) {
            Arrays.fill(row, Float.POSITIVE_INFINITY);
        }
        cost[0][0] = 0;
        for (int i = 1; i <= n; i++) {
            for (int j = 1; j <= m; j++) {
                float both = cost[i - 1][j - 1];
                float token = cost[i - 1][j];
                float frame = cost[i][j - 1];
                float best = frame;
                byte taken = 2;
                if (both < token && both < frame) {
                    best = both;
                    taken = 0;
                } else if (token < both && token < frame) {
                    best = token;
                    taken = 1;
                }
                cost[i][j] = best - likeness[from + i - 1][j - 1];
                step[i][j] = taken;
            }
        }
        return trace(step, n, m);
    }

    private static int[][] trace(byte[][] step, int n, int m) {
        int[] tokens = new int[n + m];
        int[] frames = new int[n + m];
        int at = n + m;
        int i = n;
        int j = m;
        while (i > 0 || j > 0) {
            at--;
            tokens[at] = Math.max(0, i - 1);
            frames[at] = Math.max(0, j - 1);
            byte taken = i == 0 ? 2 : j == 0 ? 1 : step[i][j];
            if (taken != 2) {
                i--;
            }
            if (taken != 1) {
                j--;
            }
        }
        return new int[][] {Arrays.copyOfRange(tokens, at, n + m), Arrays.copyOfRange(frames, at, n + m)};
    }
}
