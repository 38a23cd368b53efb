package dev.polyhead.clip;

import dev.polyhead.media.image.ImagePixels;
import org.jspecify.annotations.Nullable;

/**
 * One part of a query: exactly one of text, picture or stored picture.
 *
 * @param text words
 * @param image a picture
 * @param itemId a picture of the collection
 * @param weight how much it counts; negative for "less like this"
 */
public record SearchTerm(
        @Nullable String text,
        @Nullable ImagePixels image,
        @Nullable String itemId,
        double weight) {
    public SearchTerm {
        int given = (text == null ? 0 : 1) + (image == null ? 0 : 1) + (itemId == null ? 0 : 1);
        if (given != 1) {
            throw new IllegalArgumentException(
                    "A search term needs exactly one of text, image and itemId; %d were given.".formatted(given));
        }
        if (text != null && text.isBlank()) {
            throw new IllegalArgumentException("The text of a search term is empty. Write what to look for.");
        }
        if (!Double.isFinite(weight) || weight == 0) {
            throw new IllegalArgumentException(
                    "A search term has the weight %s; give a number other than 0.".formatted(weight));
        }
    }

    /** Words that count once. */
    public static SearchTerm text(String text) {
        return new SearchTerm(text, null, null, 1);
    }

    /** A picture that counts once. */
    public static SearchTerm image(ImagePixels image) {
        return new SearchTerm(null, image, null, 1);
    }

    /** A stored picture that counts once. */
    public static SearchTerm item(String id) {
        return new SearchTerm(null, null, id, 1);
    }

    /** The same term with another weight. */
    public SearchTerm weighing(double other) {
        return new SearchTerm(text, image, itemId, other);
    }
}
