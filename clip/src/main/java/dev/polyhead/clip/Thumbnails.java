package dev.polyhead.clip;

import dev.polyhead.media.image.ImagePixels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Small JPEG pictures, one a file, named by the items' ids. */
final class Thumbnails {
    /** Longest edge in pixels. */
    static final int EDGE = 384;

    private final Path folder;

    Thumbnails(Path folder) {
        this.folder = folder;
    }

    Optional<byte[]> get(String id) {
        try {
            Path file = file(id);
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("A thumbnail cannot be read: " + e.getMessage(), e);
        }
    }

    byte[] make(String id, ImagePixels pixels) {
        byte[] jpeg = pixels.within(EDGE).toJpeg();
        try {
            Path file = file(id);
            Files.createDirectories(file.getParent());
            Path fresh = Files.createTempFile(file.getParent(), "new", ".jpg");
            Files.write(fresh, jpeg);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("A thumbnail cannot be written: " + e.getMessage(), e);
        }
        return jpeg;
    }

    void delete(String id) {
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            throw new UncheckedIOException("A thumbnail cannot be deleted: " + e.getMessage(), e);
        }
    }

    private Path file(String id) {
        return folder.resolve(id.substring(0, 2)).resolve(id + ".jpg");
    }
}
