package dev.polyhead.webapp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Test material that lies beside the checkout, in {@code shared/data}; tests report a skip where it does not. */
public final class SharedData {
    private SharedData() {}

    /** Says whether a file or folder is there. */
    public static boolean exists(String name) {
        return find(name).isPresent();
    }

    /** The file or folder. */
    public static Path path(String name) {
        return find(name).orElseThrow(() -> new AssertionError("There is no shared/data/" + name));
    }

    /** A file as JSON. */
    public static JsonNode json(String name) {
        try {
            return JsonMapper.builder().build().readTree(Files.readString(path(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> find(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path file = at.resolve("shared/data").resolve(name);
            if (Files.exists(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
