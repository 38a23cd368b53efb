package dev.polyhead.media.image;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AV1;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_JPEG2000;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCX;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** AVIF and HEIC (a container with one or many coded pictures), JPEG 2000 and PCX (one coded picture), by FFmpeg. */
final class FfmpegImage {
    private final byte[] bytes;
    private final ImageFormat format;
    private final ImageLimits limits;
    private final int width;
    private final int height;
    private final @Nullable Orientation orientation;

    private FfmpegImage(
            byte[] bytes,
            ImageFormat format,
            ImageLimits limits,
            int width,
            int height,
            @Nullable Orientation orientation) {
        this.bytes = bytes;
        this.format = format;
        this.limits = limits;
        this.width = width;
        this.height = height;
        this.orientation = orientation;
    }

    static FfmpegImage open(byte[] bytes, ImageFormat format, ImageLimits limits) {
        switch (format) {
            case PCX -> {
                int width = little(bytes, 8) - little(bytes, 4) + 1;
                int height = little(bytes, 10) - little(bytes, 6) + 1;
                return new FfmpegImage(bytes, format, limits, width, height, null);
            }
            case JPEG_2000 -> {
                int size = sizeMarker(bytes);
                ByteBuffer in = ByteBuffer.wrap(bytes);
                int width = in.getInt(size + 6) - in.getInt(size + 14);
                int height = in.getInt(size + 10) - in.getInt(size + 18);
                return new FfmpegImage(bytes, format, limits, width, height, null);
            }
            default -> {
                try (FfmpegContainer container = FfmpegContainer.open(bytes)) {
                    return new FfmpegImage(
                            bytes,
                            format,
                            limits,
                            container.width(),
                            container.height(),
                            // The container's own turn counts; EXIF repeats it (ISO/IEC 23008-12, 6.5.10).
                            container.orientation());
                }
            }
        }
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    @Nullable
    Orientation orientation() {
        return orientation;
    }

    ImagePixels decode() {
        ImagePixels decoded;
        if (format == ImageFormat.PCX || format == ImageFormat.JPEG_2000) {
            int codec = format == ImageFormat.PCX ? AV_CODEC_ID_PCX : AV_CODEC_ID_JPEG2000;
            try (FfmpegDecoder decoder = FfmpegDecoder.of(codec, limits.maxPixels())) {
                decoded = decoder.decode(bytes);
            }
        } else {
            try (FfmpegContainer container = FfmpegContainer.open(bytes)) {
                decoded = container.decode(limits.maxPixels());
            }
        }
        if (decoded.width() != width || decoded.height() != height) {
            throw new UnreadableImageException("The %s file announces %d x %d pixels but holds %d x %d. It is refused."
                    .formatted(format, width, height, decoded.width(), decoded.height()));
        }
        return decoded;
    }

    /** Where the SIZ marker of a JPEG 2000 codestream stands (ISO/IEC 15444-1, A.5.1). */
    private static int sizeMarker(byte[] b) {
        for (int i = 0; i + 44 < Math.min(b.length, 1 << 20); i++) {
            if ((b[i] & 0xff) == 0xFF && b[i + 1] == 0x4F && (b[i + 2] & 0xff) == 0xFF && b[i + 3] == 0x51) {
                return i + 2;
            }
        }
        throw new UnreadableImageException(
                "The JPEG 2000 file ends before its header does (%d bytes).".formatted(b.length));
    }

    private static int little(byte[] b, int at) {
        return (b[at] & 0xff) | (b[at + 1] & 0xff) << 8;
    }

    /** The codec of AVIF, which has no decoder in FFmpeg that runs on every CPU. */
    static boolean isAv1(int codec) {
        return codec == AV_CODEC_ID_AV1;
    }
}
