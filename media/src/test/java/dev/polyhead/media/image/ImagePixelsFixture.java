package dev.polyhead.media.image;

/** Pictures made by a formula, so that other programs can make the same. */
final class ImagePixelsFixture {
    private ImagePixelsFixture() {}

    /** Byte {@code i} is {@code (i * 7919 >> 3) ^ (i * 31)}, cut to 8 bits: busy, and the same everywhere. */
    static ImagePixels noise(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) ((i * 7919 >> 3) ^ (i * 31));
        }
        return new ImagePixels(width, height, rgb);
    }
}
