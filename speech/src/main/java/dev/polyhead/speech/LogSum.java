package dev.polyhead.speech;

/**
 * The logarithm of a sum of exponentials over a row of logits, as one pass that the compiler turns into vector
 * instructions: it is needed for every row of every step.
 */
final class LogSum {
    private static final float LOWEST = -80;

    private LogSum() {}

    /**
     * Computes log of the sum of e<sup>x</sup>, within 1e-6.
     *
     * @param row logits; negative infinity counts nothing
     * @param scratch room for as many numbers
     */
    static double of(float[] row, float[] scratch) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < row.length; i++) {
            max = Math.max(max, row[i]);
        }
        if (max == Float.NEGATIVE_INFINITY) {
            return max;
        }
        for (int i = 0; i < row.length; i++) {
            // e^x = (e^(x/64))^64: six terms of the series are exact near 0, where the sum comes from
            float x = Math.max(row[i] - max, LOWEST) * (1 / 64f);
            float y = 1 + x * (1 + x * (1 / 2f + x * (1 / 6f + x * (1 / 24f + x * (1 / 120f)))));
            y *= y;
            y *= y;
            y *= y;
            y *= y;
            y *= y;
            y *= y;
            scratch[i] = y;
        }
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        double sum = 0;
        int i = 0;
        for (; i + 3 < row.length; i += 4) {
            a += scratch[i];
            b += scratch[i + 1];
            c += scratch[i + 2];
            d += scratch[i + 3];
        }
        sum = (double) a + b + c + d;
        for (; i < row.length; i++) {
            sum += scratch[i];
        }
        return max + Math.log(sum);
    }
}
