package dev.polyhead.webapp.imagesearch;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.polyhead.clip.ImageItem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A picture of a collection as the outside sees it.
 *
 * @param id its id, the same wherever the same bytes are added
 * @param name of its first file
 * @param format such as {@code JPEG}
 * @param width pixels of a row of the upright picture
 * @param height its rows
 * @param bytes size of the file
 * @param takenAt when it was shot, local time
 * @param camera maker and model
 * @param lens the lens
 * @param latitude degrees north
 * @param longitude degrees east
 * @param files where it lies: below an imported folder, or the name it was uploaded under
 * @param tags labels given to it
 * @param addedAt when it came into the collection
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PictureView(
        String id,
        String name,
        String format,
        int width,
        int height,
        long bytes,
        @Nullable LocalDateTime takenAt,
        @Nullable String camera,
        @Nullable String lens,
        @Nullable Double latitude,
        @Nullable Double longitude,
        List<String> files,
        List<String> tags,
        Instant addedAt) {

    static PictureView of(ImageItem item) {
        return new PictureView(
                item.id(),
                item.name(),
                item.format(),
                item.width(),
                item.height(),
                item.bytes(),
                item.takenAt(),
                item.camera(),
                item.lens(),
                item.latitude(),
                item.longitude(),
                item.files().stream().map(file -> file.path()).toList(),
                item.tags(),
                item.addedAt());
    }

    /** A name as a part of an address. */
    static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
