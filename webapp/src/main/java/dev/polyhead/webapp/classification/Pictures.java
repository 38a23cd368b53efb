package dev.polyhead.webapp.classification;

import dev.polyhead.media.image.ImageFormat;
import dev.polyhead.media.image.ImageLimits;
import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.media.image.OpenImage;
import dev.polyhead.media.image.UnreadableImageException;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.security.Clients;
import dev.polyhead.webapp.system.PolyheadProperties;
import dev.polyhead.webapp.system.Turns;
import dev.polyhead.webapp.uploads.FileNames;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.multipart.MultipartFile;

/** Pictures that come with requests, decoded within the limits of this server. */
@Component
public class Pictures {
    private final ImageLimits limits;
    private final int waiting;

    /** Decoded pictures are large: few at a time, so that many requests cannot take all memory. */
    private final Turns decoding;

    Pictures(PolyheadProperties properties) {
        waiting = properties.limits().waiting();
        decoding = new Turns(Math.max(2, Runtime.getRuntime().availableProcessors()), waiting);
        limits = ImageLimits.defaults()
                .withMaxPixels(properties.limits().megapixels() * 1_000_000L)
                .withMaxBytes(properties.limits().picture().toBytes());
    }

    /** What a picture may cost here. */
    public ImageLimits limits() {
        return limits;
    }

    /**
     * The bytes of an uploaded file.
     *
     * @throws ApiException 400 if there is none or it is empty, 413 if it is too large
     */
    public byte[] bytes(@Nullable MultipartFile part, String param) throws IOException {
        if (part == null) {
            throw ApiException.badRequest(
                    param, "No picture came with the request. Send it as the form field '%s'.".formatted(param));
        }
        if (part.isEmpty()) {
            throw ApiException.badRequest(param, "The file '%s' is empty (0 bytes).".formatted(name(part)));
        }
        refuseLarge(part.getSize(), param);
        return part.getBytes();
    }

    private void refuseLarge(long bytes, String param) {
        if (bytes > limits.maxBytes()) {
            throw ApiException.tooLarge(
                    param,
                    "The picture has %d bytes; this server takes up to %d MB. Shrink it first."
                            .formatted(bytes, limits.maxBytes() >> 20));
        }
    }

    /**
     * Decodes a picture.
     *
     * @throws ApiException 400 if it is empty, 413 if it is too large, 415 if it is no picture, 422 if it is damaged, 429
     *     if too many wait already
     */
    public ImagePixels decode(byte[] bytes, String param) {
        if (bytes.length == 0) {
            throw ApiException.badRequest(param, "The file is empty (0 bytes). Send a picture.");
        }
        refuseLarge(bytes.length, param);
        refuseOthers(bytes, param);
        try (Turns.Turn turn = decoding.take(Clients.current(), this::busy)) {
            return OpenImage.open(bytes, limits).pixels();
        } catch (UnreadableImageException e) {
            String detail = Objects.requireNonNullElse(e.getMessage(), "The picture is damaged.");
            throw isOnlyTooLarge(bytes)
                    ? ApiException.tooLarge(param, detail)
                    : ApiException.unprocessable(param, detail);
        }
    }

    private ApiException busy() {
        return ApiException.busy(
                Duration.ofSeconds(2),
                "%d pictures wait to be read already; at most %d may, three quarters of them from one client. Try again a little later."
                        .formatted(decoding.waiting(), waiting));
    }

    private static void refuseOthers(byte[] bytes, String param) {
        try {
            ImageFormat.of(bytes);
        } catch (UnreadableImageException e) {
            throw ApiException.unsupportedMedia(
                    param, Objects.requireNonNullElse(e.getMessage(), "The file is no picture."));
        }
    }

    /** Whether the header is sound but for the number of pixels; reads nothing else. */
    private boolean isOnlyTooLarge(byte[] bytes) {
        try {
            OpenImage header = OpenImage.open(bytes, limits.withMaxPixels(Long.MAX_VALUE));
            return header.header().pixels() > limits.maxPixels();
        } catch (UnreadableImageException e) {
            return false;
        }
    }

    /** What its owner calls an uploaded file: for people, never for a path. */
    public static String name(MultipartFile part) {
        return FileNames.plain(part.getOriginalFilename(), "picture");
    }
}
