package dev.polyhead.clip;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One picture of a collection. The same bytes under several names are one item with several files.
 *
 * @param id the first 24 hexadecimal digits of the SHA-256 of its bytes: the same wherever and whenever it is added
 * @param sha256 of its bytes
 * @param files where it lies, at least one
 * @param format such as {@code JPEG}
 * @param width pixels of a row of the upright picture
 * @param height rows of the upright picture
 * @param bytes size of the file
 * @param takenAt when it was shot, local time, if the camera says so
 * @param camera maker and model, if the camera says so
 * @param lens the lens, if the camera says so
 * @param latitude degrees north, if the camera says so
 * @param longitude degrees east, if the camera says so
 * @param look 64 bits that are alike for pictures that look alike
 * @param tags labels given to it
 * @param addedAt when it came into the collection
 */
public record ImageItem(
        String id,
        String sha256,
        List<ItemFile> files,
        String format,
        int width,
        int height,
        long bytes,
        @Nullable LocalDateTime takenAt,
        @Nullable String camera,
        @Nullable String lens,
        @Nullable Double latitude,
        @Nullable Double longitude,
        long look,
        List<String> tags,
        Instant addedAt) {

    public ImageItem {
        files = List.copyOf(files);
        tags = List.copyOf(tags);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("The picture %s lies in no file.".formatted(id));
        }
    }

    /** The name of its first file. */
    public String name() {
        return files.get(0).name();
    }

    /** The same picture in other files. */
    ImageItem withFiles(List<ItemFile> other) {
        return new ImageItem(
                id, sha256, other, format, width, height, bytes, takenAt, camera, lens, latitude, longitude, look, tags,
                addedAt);
    }

    /** The same picture in one file more. */
    ImageItem withFile(ItemFile file) {
        List<ItemFile> more = new ArrayList<>(files);
        more.removeIf(file::samePlace);
        more.add(file);
        return withFiles(more);
    }

    /** The same picture with other tags. */
    ImageItem withTags(List<String> other) {
        return new ImageItem(
                id, sha256, files, format, width, height, bytes, takenAt, camera, lens, latitude, longitude, look,
                other, addedAt);
    }
}
