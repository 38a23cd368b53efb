package dev.polyhead.webapp.models;

import dev.polyhead.core.hub.ModelFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Files to try with one click: {@code samples} beside the folder of the models that ship. */
@Component
public class SampleFiles {
    private final ModelFolders folders;

    SampleFiles(ModelFolders folders) {
        this.folders = folders;
    }

    /**
     * The samples of one kind, by name.
     *
     * @param kind their folder
     * @param pattern what their names look like
     */
    public List<Path> of(String kind, String pattern) {
        Optional<Path> folder = folders.roots().stream()
                .map(root -> root.toAbsolutePath().resolveSibling("samples").resolve(kind))
                .filter(Files::isDirectory)
                .findFirst();
        if (folder.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder.get())) {
            return files.filter(file -> file.getFileName().toString().matches(pattern))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The samples cannot be listed.", e);
        }
    }
}
