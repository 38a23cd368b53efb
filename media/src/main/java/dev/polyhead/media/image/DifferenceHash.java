package dev.polyhead.media.image;

/**
 * 64 bits that hardly change when a picture is scaled or saved again: whether each of 9 x 8 gray cells is darker than its right
 * neighbour.
 */
public final class DifferenceHash {
    /** Two pictures count as the same scene up to this many different bits. */
    public static final int NEAR = 4;

    private static final int COLUMNS = 9;
    private static final int ROWS = 8;
    private static final int SAMPLES = 16;

    private DifferenceHash() {}

    /** The 64 bits of a picture. */
    public static long of(ImagePixels pixels) {
        long[][] cells = new long[ROWS][COLUMNS];
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                cells[row][column] = brightness(pixels, column, row);
            }
        }
        long bits = 0;
        for (long[] row : cells) {
            for (int x = 0; x + 1 < COLUMNS; x++) {
                bits = bits << 1 | (row[x] < row[x + 1] ? 1 : 0);
            }
        }
        return bits;
    }

    /** Mean brightness of a cell, from at most {@link #SAMPLES} x {@link #SAMPLES} of its pixels at even distances. */
    private static long brightness(ImagePixels pixels, int column, int row) {
        double width = (double) pixels.width() / COLUMNS;
        double height = (double) pixels.height() / ROWS;
        int across = Math.max(1, Math.min(SAMPLES, (int) width));
        int down = Math.max(1, Math.min(SAMPLES, (int) height));
        long sum = 0;
        for (int i = 0; i < down; i++) {
            int y = (int) ((row + (i + 0.5) / down) * height);
            for (int j = 0; j < across; j++) {
                sum += gray(pixels.pixel((int) ((column + (j + 0.5) / across) * width), y));
            }
        }
        return sum / ((long) across * down);
    }

    /** In how many of 64 bits two pictures differ. */
    public static int distance(long a, long b) {
        return Long.bitCount(a ^ b);
    }

    /** Luma as in ITU-R BT.601, times 1000. */
    private static int gray(int rgb) {
        return 299 * (rgb >> 16 & 0xff) + 587 * (rgb >> 8 & 0xff) + 114 * (rgb & 0xff);
    }
}
