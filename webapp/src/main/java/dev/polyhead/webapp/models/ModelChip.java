package dev.polyhead.webapp.models;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which model answers on a page, and which others could; the layout shows it as {@code chip}.
 *
 * @param current the one that answers; null if there is none for this task
 * @param others all that could, the current one included
 */
public record ModelChip(@Nullable ModelInfo current, List<ModelInfo> others) {
    /** The id to send along; empty if there is no model. */
    public String id() {
        return current == null ? "" : current.id();
    }
}
