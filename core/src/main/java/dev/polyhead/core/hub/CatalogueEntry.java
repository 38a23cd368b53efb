package dev.polyhead.core.hub;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the suite knows about a model. Nothing is guessed: what is not known is empty, and the entry is not verified
 * until its files were seen.
 *
 * @param id what a request calls it; for a model of the hub its repository
 * @param description one line for people
 * @param family {@code model_type} of its config
 * @param task what it is for, in Hugging Face's words
 * @param source where it comes from
 * @param licence of the weights, as their authors state it
 * @param languages ISO 639 codes; {@code multilingual} for a hundred or so
 * @param aliases other names for it
 * @param verified whether files, sizes and hashes were seen
 * @param size bytes of all files
 * @param files its files
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CatalogueEntry(
        String id,
        @Nullable String description,
        @Nullable String family,
        @Nullable String task,
        Source source,
        @Nullable String licence,
        List<String> languages,
        List<String> aliases,
        boolean verified,
        @Nullable Long size,
        List<ModelFile> files) {
    public CatalogueEntry {
        new ModelId(id);
        languages = languages == null ? List.of() : List.copyOf(languages);
        aliases = aliases == null ? List.of() : List.copyOf(aliases);
        files = files == null ? List.of() : List.copyOf(files);
    }

    /**
     * Where a model comes from: a folder beside the catalogue, or a repository.
     *
     * @param folder its name
     * @param hub the repository
     * @param revision commit of the repository; null until one was downloaded
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Source(
            @Nullable String folder,
            @Nullable String hub,
            @Nullable String revision) {
        public Source {
            if ((folder == null) == (hub == null)) {
                throw new IllegalArgumentException("A source is either a folder or a repository of the hub.");
            }
        }
    }

    /** The name its folder is found by. */
    ModelId place() {
        String place = source.folder != null ? source.folder : source.hub;
        return new ModelId(place == null ? id : place);
    }
}
