package dev.polyhead.vision;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Real material that stands beside the repository where developers have it, and the models that ship with it. */
final class Shared {
    private Shared() {}

    /** A folder or file under {@code shared/data}; the test is skipped where it is not there. */
    static Path data(String name) {
        return require("shared/data/" + name);
    }

    /** A model of the repository. */
    static Path model(String name) {
        return require("models/" + name);
    }

    private static Path require(String name) {
        Path found = find(name);
        Assumptions.assumeTrue(found != null, () -> name + " is neither in nor beside the repository");
        if (found == null) {
            throw new IllegalStateException();
        }
        return found;
    }

    private static @Nullable Path find(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve(name))) {
                return at.resolve(name);
            }
        }
        return null;
    }
}
