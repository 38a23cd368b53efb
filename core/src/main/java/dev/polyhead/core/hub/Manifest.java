package dev.polyhead.core.hub;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an exported archive says of itself, so that whoever imports it can check it.
 *
 * @param id of the model
 * @param entry what the catalogue said; null if nothing
 * @param files with their hashes
 */
record Manifest(String id, @Nullable CatalogueEntry entry, List<ModelFile> files) {
    /** Its name in the archive. */
    static final String NAME = "polyhead-manifest.json";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    Manifest {
        new ModelId(id);
        files = files == null ? List.of() : List.copyOf(files);
    }

    static Manifest read(String text) {
        try {
            return JSON.readValue(text, Manifest.class);
        } catch (JacksonException e) {
            throw new StoreException("The archive's %s cannot be read: %s".formatted(NAME, e.getOriginalMessage()), e);
        }
    }

    String text() {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
    }
}
