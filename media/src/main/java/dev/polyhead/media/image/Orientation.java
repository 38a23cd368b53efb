package dev.polyhead.media.image;

/**
 * How a stored picture must be turned to stand upright: the EXIF tag {@code Orientation} (CIPA DC-008, 4.6.4 A), 1 to 8.
 *
 * @param value 1 upright, 2 mirrored, 3 upside down, 4 flipped, 5 transposed, 6 needs a turn to the right, 7 transversed, 8
 *     needs a turn to the left
 */
record Orientation(int value) {
    static final Orientation UPRIGHT = new Orientation(1);

    /** What a file says; anything but 2 to 8 counts as upright, as every viewer does. */
    static Orientation of(int value) {
        return value >= 2 && value <= 8 ? new Orientation(value) : UPRIGHT;
    }

    /** Whether width and height change places. */
    boolean swapsEdges() {
        return value >= 5;
    }

    ImagePixels apply(ImagePixels stored) {
        if (value == 1) {
            return stored;
        }
        int w = stored.width();
        int h = stored.height();
        int width = swapsEdges() ? h : w;
        int height = swapsEdges() ? w : h;
        byte[] in = stored.rgb();
        byte[] out = new byte[in.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int sx = switch (value) {
                    case 2, 3 -> w - 1 - x;
                    case 4 -> x;
                    case 5, 6 -> y;
                    default -> w - 1 - y;
                };
                int sy = switch (value) {
                    case 2 -> y;
                    case 3, 4 -> h - 1 - y;
                    case 5, 8 -> x;
                    default -> h - 1 - x;
                };
                int from = 3 * (sy * w + sx);
                int to = 3 * (y * width + x);
                out[to] = in[from];
                out[to + 1] = in[from + 1];
                out[to + 2] = in[from + 2];
            }
        }
        return new ImagePixels(width, height, out);
    }
}
