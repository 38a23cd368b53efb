package dev.polyhead.media.image;

import java.io.IOException;
import java.util.Locale;
import javax.imageio.ImageReader;

/** A file that TwelveMonkeys reads; of several pictures in it (ICO, ICNS) the largest. */
final class ImageIoFile {
    private static final int MOST_PICTURES = 64;

    private final byte[] bytes;
    private final ReaderChoice choice;
    private final int index;
    private final int width;
    private final int height;

    private ImageIoFile(byte[] bytes, ReaderChoice choice, int index, int width, int height) {
        this.bytes = bytes;
        this.choice = choice;
        this.index = index;
        this.width = width;
        this.height = height;
    }

    static ImageIoFile open(byte[] bytes, ImageFormat format) throws IOException {
        ReaderChoice choice = ReaderChoice.twelveMonkeys(name(bytes, format));
        ImageReader reader = choice.create();
        try {
            reader.setInput(new BytesInput(bytes), false, true);
            boolean several = format == ImageFormat.ICO || format == ImageFormat.ICNS;
            int pictures = several ? Math.min(MOST_PICTURES, reader.getNumImages(true)) : 1;
            int best = 0;
            for (int i = 1; i < pictures; i++) {
                if (detail(reader, bytes, format, i) > detail(reader, bytes, format, best)) {
                    best = i;
                }
            }
            return new ImageIoFile(bytes, choice, best, reader.getWidth(best), reader.getHeight(best));
        } finally {
            reader.dispose();
        }
    }

    /** Pixels first, bits of a pixel second; an icon's directory (16 bytes a picture, from the sixth on) tells the bits. */
    private static long detail(ImageReader reader, byte[] bytes, ImageFormat format, int index) throws IOException {
        int entry = 6 + 16 * index + 6;
        int bits = format == ImageFormat.ICO && bytes[2] == 1 && entry < bytes.length ? bytes[entry] & 0x3f : 0;
        return (long) reader.getWidth(index) * reader.getHeight(index) * 100 + bits;
    }

    private static String name(byte[] bytes, ImageFormat format) {
        if (format == ImageFormat.ICO) {
            return bytes[2] == 2 ? "cur" : "ico";
        }
        return format.name().toLowerCase(Locale.ROOT);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    ImagePixels decode() throws IOException {
        ImageReader reader = choice.create();
        try {
            reader.setInput(new BytesInput(bytes), false, true);
            return BufferedPixels.of(reader.read(index));
        } finally {
            reader.dispose();
        }
    }
}
