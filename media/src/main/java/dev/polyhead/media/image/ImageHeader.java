package dev.polyhead.media.image;

/**
 * What a picture's header announces, before any pixel is decoded.
 *
 * @param format the kind of file, by content
 * @param storedWidth pixels of a stored row
 * @param storedHeight stored rows
 * @param orientation how the stored picture must be turned, as EXIF counts: 1 (upright) to 8
 */
public record ImageHeader(ImageFormat format, int storedWidth, int storedHeight, int orientation) {
    /** Pixels of a row of the upright picture. */
    public int width() {
        return Orientation.of(orientation).swapsEdges() ? storedHeight : storedWidth;
    }

    /** Rows of the upright picture. */
    public int height() {
        return Orientation.of(orientation).swapsEdges() ? storedWidth : storedHeight;
    }

    /** Width times height. */
    public long pixels() {
        return (long) storedWidth * storedHeight;
    }
}
