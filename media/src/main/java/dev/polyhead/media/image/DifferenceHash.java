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
        int[][] across = places(pixels.width(), COLUMNS);
        int[][] down = places(pixels.height(), ROWS);
        long bits = 0;
        for (int[] rows : down) {
            long left = brightness(pixels, across[0], rows);
            for (int column = 1; column < COLUMNS; column++) {
                long right = brightness(pixels, across[column], rows);
                bits = bits << 1 | (left < right ? 1 : 0);
                left = right;
            }
        }
        return bits;
    }

    /** Where each of the cells of one direction is looked at: at most {@link #SAMPLES} pixels at even distances. */
    private static int[][] places(int length, int cells) {
        double size = (double) length / cells;
        int count = Math.max(1, Math.min(SAMPLES, (int) size));
        int[][] places = new int[cells][count];
        for (int cell = 0; cell < cells; cell++) {
            for (int i = 0; i < count; i++) {
                places[cell][i] = (int) ((cell + (i + 0.5) / count) * size);
            }
        }
        return places;
    }

    /** Mean luma of a cell as in ITU-R BT.601, times 1000. */
    private static long brightness(ImagePixels pixels, int[] across, int[] down) {
        byte[] rgb = pixels.rgb();
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int y : down) {
            int row = y * pixels.width();
            for (int x : across) {
                int at = 3 * (row + x);
                red += rgb[at] & 0xff;
                green += rgb[at + 1] & 0xff;
                blue += rgb[at + 2] & 0xff;
            }
        }
        return (299L * red + 587L * green + 114L * blue) / ((long) across.length * down.length);
    }

    /** In how many of 64 bits two pictures differ. */
    public static int distance(long a, long b) {
        return Long.bitCount(a ^ b);
    }
}
