package dev.polyhead.webapp.imagesearch;

import dev.polyhead.webapp.classification.PictureProperties;
import dev.polyhead.webapp.errors.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** The folders below which pictures may be imported; links and {@code ..} do not lead out of them. */
@Component
class ImportRoots {
    private final PictureProperties properties;

    ImportRoots(PictureProperties properties) {
        this.properties = properties;
    }

    /**
     * The real path of a folder that may be imported.
     *
     * @throws ApiException 400 if it is no path, 403 if it lies elsewhere, 404 if it is not there, 422 if it is a file
     */
    Path folder(@Nullable String given) {
        if (given == null || given.isBlank()) {
            throw ApiException.badRequest("path", "'path' is missing. Send the folder to import.");
        }
        Path path;
        try {
            path = Path.of(given);
        } catch (InvalidPathException e) {
            throw ApiException.badRequest("path", "This is not a path: " + e.getReason());
        }
        if (!path.isAbsolute()) {
            throw ApiException.badRequest("path", "'%s' is not a whole path. Begin at the root.".formatted(given));
        }
        // Whether something exists elsewhere is nobody's business: the same answer in both cases.
        if (roots().noneMatch(path.normalize()::startsWith)) {
            throw outside(given);
        }
        Path real;
        try {
            real = path.toRealPath();
        } catch (IOException e) {
            throw ApiException.notFound("path", null, "There is no folder '%s' on the server.".formatted(given));
        }
        if (roots().noneMatch(real::startsWith)) {
            throw outside(given);
        }
        if (!Files.isDirectory(real)) {
            throw ApiException.unprocessable("path", "'%s' is a file. Give the folder it is in.".formatted(given));
        }
        return real;
    }

    /** Where one may import from, for people. */
    List<String> shown() {
        return properties.allowedRoots().stream().map(Path::toString).toList();
    }

    private Stream<Path> roots() {
        return properties.allowedRoots().stream().flatMap(root -> {
            Path plain = root.toAbsolutePath().normalize();
            try {
                return Stream.of(plain, root.toRealPath());
            } catch (IOException notThere) {
                return Stream.of(plain);
            }
        });
    }

    private ApiException outside(String given) {
        return ApiException.of(
                HttpStatus.FORBIDDEN,
                "path",
                "outside_roots",
                "'%s' may not be imported. Folders below %s may; add others with polyhead.pictures.roots."
                        .formatted(given, shown().stream().collect(Collectors.joining(", "))));
    }
}
