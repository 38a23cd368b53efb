package dev.polyhead.core.hub;

import java.nio.file.Path;
import java.util.List;

/**
 * A model that was fetched.
 *
 * @param model what the hub said of it
 * @param folder where it lies now
 * @param files its files, with hashes of what lies there
 */
public record Pulled(HubModel model, Path folder, List<ModelFile> files) {
    public Pulled {
        files = List.copyOf(files);
    }

    /**
     * The catalogue's entry for it.
     *
     * @param known what the catalogue said before, whose description and aliases stay; may be about nothing
     */
    public CatalogueEntry entry(Catalogue known) {
        String id = model.id().text();
        CatalogueEntry before = known.entries().stream()
                .filter(entry -> id.equals(entry.source().hub()))
                .findFirst()
                .orElse(new CatalogueEntry(
                        id,
                        null,
                        model.family(),
                        model.task(),
                        new CatalogueEntry.Source(null, id, null),
                        model.licence(),
                        model.languages(),
                        List.of(),
                        false,
                        null,
                        List.of()));
        return new CatalogueEntry(
                before.id(),
                before.description(),
                model.family(),
                before.task() == null ? model.task() : before.task(),
                new CatalogueEntry.Source(null, id, model.commit()),
                model.licence() == null ? before.licence() : model.licence(),
                before.languages().isEmpty() ? model.languages() : before.languages(),
                before.aliases(),
                true,
                files.stream().mapToLong(ModelFile::size).sum(),
                files);
    }
}
