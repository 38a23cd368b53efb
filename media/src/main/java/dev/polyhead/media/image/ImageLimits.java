package dev.polyhead.media.image;

/**
 * What a picture may cost before any pixel is decoded.
 *
 * @param maxPixels most pixels (width times height) that the header may announce
 * @param maxBytes most bytes of the file
 * @param enough if positive, the shortest edge that the caller can use: a picture whose shortest edge is at least eight
 *     times that is thinned while reading where its format allows (JPEG), down to no less than four times {@code enough}
 */
public record ImageLimits(long maxPixels, long maxBytes, int enough) {
    public ImageLimits {
        if (maxPixels < 1 || maxBytes < 1 || enough < 0) {
            throw new IllegalArgumentException(
                    "Limits of %d pixels, %d bytes and a useful edge of %d make no sense: give positive limits, and 0 for an unknown edge."
                            .formatted(maxPixels, maxBytes, enough));
        }
    }

    /** 100 megapixels, 256 MiB, every pixel kept. */
    public static ImageLimits defaults() {
        return new ImageLimits(100_000_000L, 256L << 20, 0);
    }

    /** The same limits with another number of pixels. */
    public ImageLimits withMaxPixels(long pixels) {
        return new ImageLimits(pixels, maxBytes, enough);
    }

    /** The same limits with another size of file. */
    public ImageLimits withMaxBytes(long bytes) {
        return new ImageLimits(maxPixels, bytes, enough);
    }

    /** The same limits for a caller who has no use for more than this many pixels on the shortest edge. */
    public ImageLimits withEnough(int edge) {
        return new ImageLimits(maxPixels, maxBytes, edge);
    }
}
