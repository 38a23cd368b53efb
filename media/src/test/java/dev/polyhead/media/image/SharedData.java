package dev.polyhead.media.image;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Real material that stands beside the repository where developers have it. */
final class SharedData {
    private SharedData() {}

    /** A folder or file under {@code shared/data}; the test is skipped where it is not there. */
    static Path require(String name) {
        Path found = find(name);
        Assumptions.assumeTrue(found != null, () -> "shared/data/" + name + " is not beside the repository");
        if (found == null) {
            throw new IllegalStateException();
        }
        return found;
    }

    private static @Nullable Path find(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path candidate = at.resolve("shared").resolve("data").resolve(name);
            if (Files.exists(candidate)) {
                return candidate;
            }
        }
        return null;
    }
}
