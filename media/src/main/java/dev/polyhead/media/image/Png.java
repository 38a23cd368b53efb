package dev.polyhead.media.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Checks a PNG file's chunks (PNG specification, 5.3) before the JDK decodes it: the JDK looks at no checksum, and an
 * announced size that the compressed data cannot fill would cost its memory all the same.
 */
final class Png {
    /** Deflate makes at most 1032 bytes from one. */
    private static final long MOST_DEFLATE = 1032;

    private final byte[] bytes;
    private final int width;
    private final int height;
    private final int bitsPerPixel;
    private boolean hasExif;

    private Png(byte[] bytes) {
        if (bytes.length < 33 || !"IHDR".equals(word(bytes, 12))) {
            throw new UnreadableImageException(
                    "The PNG file ends before its header does (%d bytes).".formatted(bytes.length));
        }
        ByteBuffer header = ByteBuffer.wrap(bytes, 16, 13);
        this.bytes = bytes;
        this.width = header.getInt();
        this.height = header.getInt();
        int depth = header.get();
        int channels = switch (header.get()) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
        this.bitsPerPixel = depth * channels;
    }

    static Png of(byte[] bytes) {
        return new Png(bytes);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    boolean hasExif() {
        return hasExif;
    }

    /** Walks the chunks. */
    void check() {
        long compressed = 0;
        int at = 8;
        boolean ended = false;
        while (!ended) {
            if (at + 12L > bytes.length) {
                throw endsEarly();
            }
            long length = ByteBuffer.wrap(bytes, at, 4).getInt() & 0xffffffffL;
            String name = word(bytes, at + 4);
            if (at + 12 + length > bytes.length) {
                throw endsEarly();
            }
            CRC32 sum = new CRC32();
            sum.update(bytes, at + 4, (int) length + 4);
            if ((int) sum.getValue()
                    != ByteBuffer.wrap(bytes, at + 8 + (int) length, 4).getInt()) {
                throw new UnreadableImageException(
                        "The PNG file is damaged: the checksum of its part '%s' is wrong. Copy or download it again."
                                .formatted(name.replaceAll("[^A-Za-z]", "?")));
            }
            compressed += "IDAT".equals(name) ? length : 0;
            hasExif |= "eXIf".equals(name);
            ended = "IEND".equals(name);
            at += 12 + (int) length;
        }
        long needed = height * ((width * (long) bitsPerPixel + 7) / 8);
        if (needed > (compressed + 16) * MOST_DEFLATE) {
            throw new UnreadableImageException(
                    "The PNG file announces %d x %d pixels, which its %d bytes of data cannot hold. It is refused."
                            .formatted(width, height, compressed));
        }
    }

    ImagePixels decode() throws IOException {
        return ReaderChoice.jdk("png").read(bytes, 0);
    }

    private UnreadableImageException endsEarly() {
        return new UnreadableImageException(
                "The PNG file ends before its picture does (%d bytes). Copy or download it again."
                        .formatted(bytes.length));
    }

    private static String word(byte[] bytes, int at) {
        return new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
    }
}
