package dev.polyhead.music;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Finds the material beside the repository; tests that need it are reported as skipped where it is absent. */
final class SharedData {
    private SharedData() {}

    static Path path(String inside) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path found = at.resolve("shared").resolve(inside);
            if (Files.exists(found)) {
                return found;
            }
        }
        assumeTrue(false, "shared/" + inside + " is not beside the repository");
        throw new AssertionError();
    }

    static JsonNode json(String inside) {
        try {
            return new ObjectMapper().readTree(Files.readString(path(inside)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }
}
