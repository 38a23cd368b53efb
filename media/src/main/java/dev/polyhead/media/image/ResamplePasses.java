package dev.polyhead.media.image;

import java.util.Arrays;

/**
 * The two passes of a resize. Both run along whole rows of ints, which the compiler vectorises: the pass along rows works
 * on a block of rows turned on its side. Every row is an array of its own, since between parts of one array the compiler
 * cannot rule out that they overlap, and then vectorises nothing.
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
        int[][] narrowed = new int[rows][stride];
        if (across.same()) {
            widen(narrowed, firstRow);
        } else {
            acrossRows(narrowed, firstRow);
        }
        byte[] out = new byte[Math.toIntExact((long) stride * down.out)];
        int[] sums = new int[stride];
        for (int y = 0; y < down.out; y++) {
            int[] row = down.same() ? narrowed[y] : weigh(sums, stride, narrowed, down.first[y] - firstRow, down, y);
            for (int i = 0, to = y * stride; i < stride; i++) {
                out[to + i] = (byte) row[i];
            }
        }
        return new ImagePixels(across.out, down.out, out);
    }

    private void widen(int[][] rows, int firstRow) {
        byte[] in = image.rgb();
        int from = 3 * image.width() * firstRow;
        for (int[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = in[from + i] & 0xff;
            }
            from += row.length;
        }
    }

    /** First pass: each row becomes {@code [out, 3]}, rounded to 0..255. */
    private void acrossRows(int[][] rows, int firstRow) {
        int firstColumn = across.first[0];
        int columns = across.first[across.out - 1] + across.count[across.out - 1] - firstColumn;
        int[][] turned = new int[columns][3 * BLOCK];
        int[] sums = new int[3 * BLOCK];
        for (int block = 0; block < rows.length; block += BLOCK) {
            int height = Math.min(BLOCK, rows.length - block);
            turn(firstColumn, firstRow + block, height, turned);
            for (int x = 0; x < across.out; x++) {
                weigh(sums, 3 * height, turned, across.first[x] - firstColumn, across, x);
                for (int y = 0; y < height; y++) {
                    int[] row = rows[block + y];
                    row[3 * x] = sums[3 * y];
                    row[3 * x + 1] = sums[3 * y + 1];
                    row[3 * x + 2] = sums[3 * y + 2];
                }
            }
        }
    }

    /** A part of the picture as columns: {@code [columns][height * 3]}. */
    private void turn(int firstColumn, int firstRow, int height, int[][] turned) {
        byte[] in = image.rgb();
        int stride = 3 * image.width();
        for (int x = 0; x < turned.length; x++) {
            int[] column = turned[x];
            int from = stride * firstRow + 3 * (firstColumn + x);
            for (int to = 0; to < 3 * height; to += 3, from += stride) {
                column[to] = in[from] & 0xff;
                column[to + 1] = in[from + 1] & 0xff;
                column[to + 2] = in[from + 2] & 0xff;
            }
        }
    }

    /**
     * Adds up the rows that a target is made of, four at a time, and rounds to 0..255. Weights past the last are 0.
     *
     * @param from the first of the rows
     * @return {@code sums}
     */
    private static int[] weigh(int[] sums, int length, int[][] rows, int from, ResampleWeights weights, int target) {
        Arrays.fill(sums, 0, length, HALF);
        int at = target * weights.taps;
        int last = from + weights.count[target] - 1;
        for (int row = from; row <= last; row += 4, at += 4) {
            addFour(
                    sums,
                    length,
                    rows[row],
                    rows[Math.min(row + 1, last)],
                    rows[Math.min(row + 2, last)],
                    rows[Math.min(row + 3, last)],
                    weights.fixed,
                    at);
        }
        for (int i = 0; i < length; i++) {
            sums[i] = 255 - orZero(255 - orZero(sums[i] >> PRECISION));
        }
        return sums;
    }

    /** The larger of a value and 0, without a comparison, so that the compiler vectorises it. */
    private static int orZero(int value) {
        return value & ~(value >> 31);
    }

    private static void addFour(
            int[] sums, int length, int[] first, int[] second, int[] third, int[] fourth, int[] weights, int at) {
        int a = weights[at];
        int b = weights[at + 1];
        int c = weights[at + 2];
        int d = weights[at + 3];
        for (int i = 0; i < length; i++) {
            sums[i] += first[i] * a + second[i] * b + third[i] * c + fourth[i] * d;
        }
    }
}
