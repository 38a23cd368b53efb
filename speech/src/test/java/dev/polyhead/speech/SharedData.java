package dev.polyhead.speech;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Where the material for tests lies: beside the checkout, or nowhere. */
final class SharedData {
    private SharedData() {}

    /** A file or folder of the shared material; the test is skipped, with the reason, where it is absent. */
    static Path require(String path) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path found = at.resolveSibling("shared").resolve("data").resolve(path);
            if (Files.exists(found)) {
                return found;
            }
        }
        Assumptions.abort("The shared material is not beside this checkout: " + path);
        throw new AssertionError("unreachable");
    }

    /** A folder of models/; the test is skipped, with the reason, where it is absent. */
    static Path requireModel(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path found = at.resolve("models").resolve(name);
            if (Files.isDirectory(found)) {
                return found;
            }
        }
        Assumptions.abort("The model is not in models/: " + name);
        throw new AssertionError("unreachable");
    }
}
