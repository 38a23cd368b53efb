package dev.polyhead.webapp.classification;

import dev.polyhead.webapp.errors.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Pictures to try with one click: {@code samples/pictures} in the working directory or above it. */
@RestController
public class PictureSamples {
    private static final String PICTURE = ".*\\.(jpg|png|webp)";

    /** All samples, by name. */
    public List<Path> all() {
        Optional<Path> folder = folder();
        if (folder.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder.get())) {
            return files.filter(file -> file.getFileName().toString().matches(PICTURE))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The samples cannot be listed.", e);
        }
    }

    /** Their names. */
    public List<String> names() {
        return all().stream().map(file -> file.getFileName().toString()).toList();
    }

    /**
     * The sample of this name.
     *
     * @throws ApiException 404 if there is none
     */
    public Path get(String name) {
        return all().stream()
                .filter(file -> file.getFileName().toString().equals(name))
                .findFirst()
                .orElseThrow(() -> ApiException.notFound("sample", null, "There is no sample of this name."));
    }

    @GetMapping("/api/samples/pictures/{name}")
    ResponseEntity<Resource> picture(@PathVariable String name) {
        return ResponseEntity.ok().body(new FileSystemResource(get(name)));
    }

    private static Optional<Path> folder() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve("samples/pictures");
            if (Files.isDirectory(folder)) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }
}
