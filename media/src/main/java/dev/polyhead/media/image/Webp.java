package dev.polyhead.media.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * WebP (RFC 9649): libwebp decodes still pictures, TwelveMonkeys the first frame of animated ones, which libwebp's simple
 * interface refuses.
 */
final class Webp {
    private static final Logger LOG = LoggerFactory.getLogger(Webp.class);

    private final byte[] bytes;
    private final int width;
    private final int height;
    private final boolean animated;
    private final boolean extended;

    Webp(byte[] bytes) {
        if (bytes.length < 30) {
            throw new UnreadableImageException(
                    "The WebP file ends before its header does (%d bytes).".formatted(bytes.length));
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long announced = (in.getInt(4) & 0xffffffffL) + 8;
        if (announced > bytes.length) {
            throw new UnreadableImageException(
                    "The WebP file ends before its picture does (%d of %d bytes). Copy or download it again."
                            .formatted(bytes.length, announced));
        }
        this.bytes = bytes;
        char kind = (char) bytes[15];
        this.extended = kind == 'X';
        switch (kind) {
            case ' ' -> {
                width = in.getShort(26) & 0x3fff;
                height = in.getShort(28) & 0x3fff;
            }
            case 'L' -> {
                int packed = in.getInt(21);
                width = (packed & 0x3fff) + 1;
                height = ((packed >> 14) & 0x3fff) + 1;
            }
            case 'X' -> {
                width = (in.getInt(24) & 0xffffff) + 1;
                height = ((in.getInt(26) >>> 8) & 0xffffff) + 1;
            }
            default -> throw new UnreadableImageException("The WebP file begins with an unknown part. It is damaged.");
        }
        this.animated = extended && (bytes[20] & 2) != 0;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Whether the file can hold EXIF data. */
    boolean hasExif() {
        return extended && (bytes[20] & 8) != 0;
    }

    ImagePixels decode() throws IOException {
        if (animated) {
            return ReaderChoice.twelveMonkeys("webp").read(bytes, 0);
        }
        try {
            return ReaderChoice.libWebp().read(bytes, 0);
        } catch (LinkageError e) {
            LOG.warn("libwebp is not there for this system; lossy WebP is decoded less exactly: {}", e.toString());
            return ReaderChoice.twelveMonkeys("webp").read(bytes, 0);
        }
    }
}
