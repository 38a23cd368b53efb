package dev.polyhead.core.hub;

import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Loads the models of a catalogue, and whatever else lies in the folders that are searched.
 *
 * @param catalogue asked anew each time, as a download adds to it
 * @param folders where models lie
 * @param options how they run
 */
public record CheckpointLoader(Supplier<Catalogue> catalogue, ModelFolders folders, ModelOptions options)
        implements ModelLoader<Model> {
    @Override
    public String canonical(String idOrAlias) {
        return catalogue.get().find(idOrAlias).map(CatalogueEntry::id).orElse(idOrAlias);
    }

    @Override
    public long expectedBytes(String id) {
        Path folder = catalogue.get().locate(id, folders).folder();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException("'%s' cannot be listed.".formatted(folder), e);
        }
    }

    @Override
    public Model load(String id) {
        return Model.open(catalogue.get().locate(id, folders).folder(), options);
    }

    @Override
    public long bytes(Model model) {
        return model.bytes();
    }
}
