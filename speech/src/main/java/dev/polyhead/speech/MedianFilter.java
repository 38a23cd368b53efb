package dev.polyhead.speech;

import java.util.Arrays;

/** Replaces each number of a row by the median of those around it; rows are reflected at their ends. */
final class MedianFilter {
    private MedianFilter() {}

    /** @param width how many numbers count, odd; rows that are not longer than half of it are left as they are */
    static float[][] of(float[][] rows, int width) {
        int half = width / 2;
        if (rows.length == 0 || rows[0].length <= half) {
            return rows;
        }
        float[][] out = new float[rows.length][];
        float[] around = new float[width];
        for (int r = 0; r < rows.length; r++) {
            float[] row = rows[r];
            out[r] = new float[row.length];
            for (int i = 0; i < row.length; i++) {
                for (int k = -half; k <= half; k++) {
                    int at = Math.abs(i + k);
                    around[k + half] = row[at < row.length ? at : 2 * (row.length - 1) - at];
                }
                Arrays.sort(around);
                out[r][i] = around[half];
            }
        }
        return out;
    }
}
