package dev.polyhead.media.image;

/**
 * 64 bits that hardly change when a picture is scaled or saved again: whether each of 9 x 8 gray pixels is darker than its
 * right neighbour.
 */
public final class DifferenceHash {
    /** Two pictures count as the same scene up to this many different bits. */
    public static final int NEAR = 4;

    private DifferenceHash() {}

    /** The 64 bits of a picture. */
    public static long of(ImagePixels pixels) {
        ImagePixels small = pixels.resize(9, 8, Resampling.BOX);
        long bits = 0;
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                bits = bits << 1 | (gray(small.pixel(x, y)) < gray(small.pixel(x + 1, y)) ? 1 : 0);
            }
        }
        return bits;
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
