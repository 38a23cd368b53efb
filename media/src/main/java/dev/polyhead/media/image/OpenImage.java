package dev.polyhead.media.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A picture whose header was read and found sane; its pixels are decoded when asked for. */
public final class OpenImage {
    private final byte[] bytes;
    private final ImageHeader header;
    private final PhotoDetails details;
    private final PixelDecoder decoder;

    private OpenImage(byte[] bytes, ImageHeader header, PhotoDetails details, PixelDecoder decoder) {
        this.bytes = bytes;
        this.header = header;
        this.details = details;
        this.decoder = decoder;
    }

    /**
     * Reads a file's header.
     *
     * @throws UnreadableImageException if the file is missing, no picture, damaged, or beyond the limits
     */
    public static OpenImage open(Path file, ImageLimits limits) {
        try {
            long size = Files.size(file);
            if (size > limits.maxBytes()) {
                throw tooManyBytes(size, limits);
            }
            return open(Files.readAllBytes(file), limits);
        } catch (NoSuchFileException e) {
            throw new UnreadableImageException("There is no file '%s'.".formatted(file), e);
        } catch (IOException e) {
            throw new UnreadableImageException("The file '%s' cannot be read: %s".formatted(file, reason(e)), e);
        }
    }

    /**
     * Reads the header of a file's bytes.
     *
     * @param bytes the whole file; not copied, so must not be changed
     * @throws UnreadableImageException if they are no picture, damaged, or beyond the limits
     */
    public static OpenImage open(byte[] bytes, ImageLimits limits) {
        if (bytes.length > limits.maxBytes()) {
            throw tooManyBytes(bytes.length, limits);
        }
        ImageFormat format = ImageFormat.of(bytes);
        try {
            return open(bytes, format, limits);
        } catch (UnreadableImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new UnreadableImageException(
                    "The header of the %s picture is damaged: %s. Save it again from its source."
                            .formatted(format, reason(e)),
                    e);
        }
    }

    private static OpenImage open(byte[] bytes, ImageFormat format, ImageLimits limits) throws IOException {
        return switch (format) {
            case JPEG -> jpeg(bytes, limits);
            case PNG -> {
                Png png = Png.of(bytes);
                refuseBeyond(png.width(), png.height(), limits);
                png.check();
                yield opened(bytes, format, png.width(), png.height(), png.hasExif(), png::decode, limits, null);
            }
            case GIF -> {
                Gif gif = new Gif(bytes);
                yield opened(bytes, format, gif.width(), gif.height(), false, gif::decode, limits, null);
            }
            case WEBP -> {
                Webp webp = new Webp(bytes);
                yield opened(bytes, format, webp.width(), webp.height(), webp.hasExif(), webp::decode, limits, null);
            }
            case AVIF, HEIC, JPEG_2000, PCX -> {
                FfmpegImage image = FfmpegImage.open(bytes, format, limits);
                yield opened(
                        bytes,
                        format,
                        image.width(),
                        image.height(),
                        format == ImageFormat.AVIF || format == ImageFormat.HEIC,
                        image::decode,
                        limits,
                        image.orientation());
            }
            default -> {
                ImageIoFile file = ImageIoFile.open(bytes, format);
                boolean exif = format == ImageFormat.TIFF || format == ImageFormat.PSD;
                yield opened(bytes, format, file.width(), file.height(), exif, file::decode, limits, null);
            }
        };
    }

    private static OpenImage jpeg(byte[] bytes, ImageLimits limits) {
        JpegHeader header = JpegHeader.read(bytes);
        if (header == null) {
            throw new UnreadableImageException(
                    "The JPEG file ends or breaks off before its frame header (%d bytes). Copy or download it again."
                            .formatted(bytes.length));
        }
        Jpeg jpeg = new Jpeg(bytes, header, limits.enough());
        return opened(
                bytes, ImageFormat.JPEG, header.width(), header.height(), header.hasExif(), jpeg::decode, limits, null);
    }

    private static OpenImage opened(
            byte[] bytes,
            ImageFormat format,
            int width,
            int height,
            boolean mayHoldExif,
            PixelDecoder decoder,
            ImageLimits limits,
            @Nullable Orientation orientation) {
        refuseBeyond(width, height, limits);
        refuseLies(format, width, height, bytes.length);
        PhotoDetails details = mayHoldExif ? PhotoDetails.read(bytes) : PhotoDetails.NONE;
        int turn = orientation == null ? details.orientation() : orientation.value();
        return new OpenImage(bytes, new ImageHeader(format, width, height, turn), details, decoder);
    }

    private static void refuseBeyond(int width, int height, ImageLimits limits) {
        if (width < 1 || height < 1) {
            throw new UnreadableImageException(
                    "The picture's header announces %d x %d pixels. It is damaged.".formatted(width, height));
        }
        if ((long) width * height > limits.maxPixels()) {
            throw new UnreadableImageException(
                    "The picture's header announces %d x %d = %.0f megapixels; at most %.0f are accepted. Shrink it first."
                            .formatted(width, height, width * (double) height / 1e6, limits.maxPixels() / 1e6));
        }
    }

    /** A picture of more than four megapixels whose bytes cannot hold it is refused before memory is taken for it. */
    private static void refuseLies(ImageFormat format, int width, int height, int bytes) {
        long mostPixelsPerByte = switch (format) {
            case JPEG -> 1_000;
            case BMP, TGA, PNM, PSD, HDR, PCX -> 1_024;
            default -> 50_000;
        };
        long pixels = (long) width * height;
        if (pixels > 4_000_000 && pixels > mostPixelsPerByte * bytes) {
            throw new UnreadableImageException(
                    "The %s file announces %d x %d pixels, which its %d bytes cannot hold. It is refused."
                            .formatted(format, width, height, bytes));
        }
    }

    private static UnreadableImageException tooManyBytes(long size, ImageLimits limits) {
        return new UnreadableImageException("The file has %d bytes; at most %d are accepted. Shrink the picture first."
                .formatted(size, limits.maxBytes()));
    }

    /** What the header announces. */
    public ImageHeader header() {
        return header;
    }

    /** What the camera wrote. */
    public PhotoDetails details() {
        return details;
    }

    /** Size of the file in bytes. */
    public long bytes() {
        return bytes.length;
    }

    /**
     * Decodes the upright picture.
     *
     * @throws UnreadableImageException if the data is damaged or ends early
     */
    public ImagePixels pixels() {
        try {
            return Orientation.of(header.orientation()).apply(decoder.decode());
        } catch (UnreadableImageException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            throw new UnreadableImageException(
                    "The picture of %d x %d pixels does not fit into memory now. Give the program more memory (-Xmx) or a smaller picture."
                            .formatted(header.storedWidth(), header.storedHeight()),
                    e);
        } catch (Exception e) {
            throw new UnreadableImageException(
                    "The %s picture is damaged and cannot be decoded: %s. Save it again from its source."
                            .formatted(header.format(), reason(e)),
                    e);
        }
    }

    private static String reason(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message.strip();
    }
}
