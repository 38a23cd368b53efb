package dev.polyhead.clip;

import dev.polyhead.media.image.DifferenceHash;
import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.media.image.OpenImage;
import dev.polyhead.media.image.PhotoDetails;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** A picture on its way into a collection. */
final class Picture {
    private static final int ID_DIGITS = 24;

    private Picture() {}

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    static String id(String sha256) {
        return sha256.substring(0, ID_DIGITS);
    }

    static ImageItem item(String sha256, ItemFile file, OpenImage image, ImagePixels pixels) {
        PhotoDetails details = image.details();
        return new ImageItem(
                id(sha256),
                sha256,
                List.of(file),
                image.header().format().name(),
                image.header().width(),
                image.header().height(),
                image.bytes(),
                details.takenAt(),
                details.camera(),
                details.lens(),
                details.latitude(),
                details.longitude(),
                DifferenceHash.of(pixels),
                List.of(),
                Instant.now());
    }
}
