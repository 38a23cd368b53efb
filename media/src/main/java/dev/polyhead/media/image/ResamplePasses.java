package dev.polyhead.media.image;

import java.util.Arrays;

/**
 * The two passes of a resize. Both run along whole rows of ints, which the compiler vectorises: the pass along rows works
 * on a block of rows turned on its side.
 */
final class ResamplePasses {
    private static final int PRECISION = 32 - 8 - 2;
    private static final int HALF = 1 << (PRECISION - 1);
    /** Rows turned at a time: long enough for the vector loops, short enough for the second-level cache. */
    private static final int BLOCK = 64;

    private final ImagePixels image;
    private final ResampleWeights across;
    private final ResampleWeights down;

    ResamplePasses(ImagePixels image, ResampleWeights across, ResampleWeights down) {
        this.image = image;
        this.across = across;
        this.down = down;
    }

    ImagePixels run() {
        int stride = 3 * across.out;
        int firstRow = down.same() ? 0 : down.first[0];
        int rows = (down.same() ? down.in : down.first[down.out - 1] + down.count[down.out - 1]) - firstRow;
        int[] narrowed = across.same() ? widened(firstRow, rows) : acrossRows(firstRow, rows);
        byte[] out = new byte[Math.toIntExact((long) stride * down.out)];
        if (down.same()) {
            for (int i = 0; i < out.length; i++) {
                out[i] = (byte) narrowed[i];
            }
        } else {
            downColumns(narrowed, stride, firstRow, out);
        }
        return new ImagePixels(across.out, down.out, out);
    }

    private int[] widened(int firstRow, int rows) {
        byte[] in = image.rgb();
        int from = 3 * image.width() * firstRow;
        int[] wide = new int[3 * image.width() * rows];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = in[from + i] & 0xff;
        }
        return wide;
    }

    /** First pass; the answer is {@code [rows, out, 3]}, rounded to 0..255. */
    private int[] acrossRows(int firstRow, int rows) {
        byte[] in = image.rgb();
        int width = image.width();
        int stride = 3 * across.out;
        int[] out = new int[Math.toIntExact((long) stride * rows)];
        int lane = 3 * BLOCK;
        int[] turned = new int[width * lane];
        int[] sums = new int[lane];
        for (int block = 0; block < rows; block += BLOCK) {
            int height = Math.min(BLOCK, rows - block);
            for (int y = 0; y < height; y++) {
                int from = 3 * width * (firstRow + block + y);
                for (int x = 0, to = 3 * y; x < width; x++, to += lane, from += 3) {
                    turned[to] = in[from] & 0xff;
                    turned[to + 1] = in[from + 1] & 0xff;
                    turned[to + 2] = in[from + 2] & 0xff;
                }
            }
            for (int x = 0; x < across.out; x++) {
                weigh(sums, 3 * height, turned, across.first[x] * lane, lane, across, x);
                for (int y = 0; y < height; y++) {
                    int to = (block + y) * stride + 3 * x;
                    out[to] = clip(sums[3 * y]);
                    out[to + 1] = clip(sums[3 * y + 1]);
                    out[to + 2] = clip(sums[3 * y + 2]);
                }
            }
        }
        return out;
    }

    private void downColumns(int[] in, int stride, int firstRow, byte[] out) {
        int[] sums = new int[stride];
        for (int y = 0; y < down.out; y++) {
            weigh(sums, stride, in, (down.first[y] - firstRow) * stride, stride, down, y);
            int to = y * stride;
            for (int i = 0; i < stride; i++) {
                out[to + i] = (byte) clip(sums[i]);
            }
        }
    }

    /**
     * Adds up the rows that a target is made of, four at a time.
     *
     * @param from where the first of the rows begins
     * @param step from one row to the next
     */
    private static void weigh(
            int[] sums, int length, int[] values, int from, int step, ResampleWeights weights, int target) {
        Arrays.fill(sums, 0, length, HALF);
        int taps = weights.count[target];
        int at = target * weights.taps;
        int tap = 0;
        for (; tap + 4 <= taps; tap += 4) {
            addFour(sums, length, values, from + tap * step, step, weights.fixed, at + tap);
        }
        for (; tap < taps; tap++) {
            add(sums, length, values, from + tap * step, weights.fixed[at + tap]);
        }
    }

    private static void addFour(int[] sums, int length, int[] values, int from, int step, int[] weights, int at) {
        int a = weights[at];
        int b = weights[at + 1];
        int c = weights[at + 2];
        int d = weights[at + 3];
        int second = from + step;
        int third = second + step;
        int fourth = third + step;
        for (int i = 0; i < length; i++) {
            sums[i] += values[from + i] * a + values[second + i] * b + values[third + i] * c + values[fourth + i] * d;
        }
    }

    private static void add(int[] sums, int length, int[] values, int from, int weight) {
        for (int i = 0; i < length; i++) {
            sums[i] += values[from + i] * weight;
        }
    }

    private static int clip(int sum) {
        return Math.max(0, Math.min(255, sum >> PRECISION));
    }
}
