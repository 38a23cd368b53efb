package dev.polyhead.clip;

import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A picture that was found.
 *
 * @param id of the picture
 * @param name of its first file
 * @param similarity its cosine with the query
 * @param relevance the margin over a background set: by how many standard deviations the similarity exceeds what the
 *     nearest picture of this collection has with queries that were not made for it; 0 is chance, {@link
 *     ImageSearch#RELEVANT} and more is a find
 * @param width pixels of a row
 * @param height rows
 * @param takenAt when it was shot, if the camera says so
 * @param tags labels given to it
 */
public record SearchHit(
        String id,
        String name,
        double similarity,
        double relevance,
        int width,
        int height,
        @Nullable LocalDateTime takenAt,
        List<String> tags) {
    public SearchHit {
        tags = List.copyOf(tags);
    }
}
