package dev.polyhead.media.image;

/** Conversions between colour spaces, in the integer arithmetic of libjpeg ({@code jdcolor.c}) and Pillow. */
final class Colour {
    private static final int[] CR_TO_RED = new int[256];
    private static final int[] CB_TO_BLUE = new int[256];
    private static final int[] CR_TO_GREEN = new int[256];
    private static final int[] CB_TO_GREEN = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            int x = i - 128;
            CR_TO_RED[i] = (fixed(1.40200) * x + (1 << 15)) >> 16;
            CB_TO_BLUE[i] = (fixed(1.77200) * x + (1 << 15)) >> 16;
            CR_TO_GREEN[i] = -fixed(0.71414) * x;
            CB_TO_GREEN[i] = -fixed(0.34414) * x + (1 << 15);
        }
    }

    private Colour() {}

    private static int fixed(double value) {
        return (int) (value * (1 << 16) + 0.5);
    }

    static void grayToRgb(byte[] gray, byte[] rgb) {
        for (int i = 0, to = 0; to < rgb.length; i++, to += 3) {
            rgb[to] = gray[i];
            rgb[to + 1] = gray[i];
            rgb[to + 2] = gray[i];
        }
    }

    /** In place; {@code step} bytes a pixel, of which the first three are Y, Cb and Cr. */
    static void yccToRgb(byte[] pixels, int step) {
        for (int i = 0; i < pixels.length; i += step) {
            int y = pixels[i] & 0xff;
            int cb = pixels[i + 1] & 0xff;
            int cr = pixels[i + 2] & 0xff;
            pixels[i] = clip(y + CR_TO_RED[cr]);
            pixels[i + 1] = clip(y + ((CB_TO_GREEN[cb] + CR_TO_GREEN[cr]) >> 16));
            pixels[i + 2] = clip(y + CB_TO_BLUE[cb]);
        }
    }

    /** In place: the first three of four bytes of each pixel. */
    static void invertThree(byte[] pixels) {
        for (int i = 0; i < pixels.length; i += 4) {
            pixels[i] = (byte) ~pixels[i];
            pixels[i + 1] = (byte) ~pixels[i + 1];
            pixels[i + 2] = (byte) ~pixels[i + 2];
        }
    }

    /** Inks stored the way Adobe does in JPEG: 255 is no ink. */
    static void invertedCmykToRgb(byte[] cmyk, byte[] rgb) {
        for (int i = 0, to = 0; to < rgb.length; i += 4, to += 3) {
            inksToRgb(~cmyk[i] & 0xff, ~cmyk[i + 1] & 0xff, ~cmyk[i + 2] & 0xff, ~cmyk[i + 3] & 0xff, rgb, to);
        }
    }

    /** Inks 0 to 255 on white paper, without a profile. */
    static void inksToRgb(int cyan, int magenta, int yellow, int black, byte[] rgb, int to) {
        int light = 255 - black;
        rgb[to] = clip(light - share(cyan, light));
        rgb[to + 1] = clip(light - share(magenta, light));
        rgb[to + 2] = clip(light - share(yellow, light));
    }

    /** A colour 0 to 255 with the given opacity over white. */
    static byte overWhite(int colour, int alpha) {
        return (byte) (255 - share(255 - colour, alpha));
    }

    /** {@code a * b / 255}, rounded. */
    private static int share(int a, int b) {
        int product = a * b + 128;
        return ((product >> 8) + product) >> 8;
    }

    private static byte clip(int value) {
        return (byte) Math.max(0, Math.min(255, value));
    }
}
