package dev.polyhead.media.image;

/** Decodes the stored picture, not yet turned; whatever a damaged file makes a library throw may come out. */
@FunctionalInterface
interface PixelDecoder {
    ImagePixels decode() throws Exception;
}
