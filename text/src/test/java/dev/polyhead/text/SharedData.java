package dev.polyhead.text;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The material that lies beside the repository; tests that need it are reported as skipped where it is absent. */
public final class SharedData {
    private SharedData() {}

    /** @return a file or folder of the shared material, for example {@code data/oracles} */
    public static Path path(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("shared"))) {
            folder = folder.getParent();
        }
        assumeTrue(folder != null, "no folder 'shared' beside the repository");
        Path found = folder.resolve("shared").resolve(name);
        assumeTrue(Files.exists(found), found + " is absent");
        return found;
    }

    /** @return the repository's root */
    public static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("models"))) {
            folder = folder.getParent();
        }
        assumeTrue(folder != null, "no folder 'models' above the working directory");
        return folder;
    }

    /**
     * @return a checkpoint that is too large to ship, in the folder that the environment variable {@code
     *     POLYHEAD_TEST_CHECKPOINTS} names
     */
    public static Path checkpoint(String name) {
        String root = System.getenv("POLYHEAD_TEST_CHECKPOINTS");
        assumeTrue(root != null, "POLYHEAD_TEST_CHECKPOINTS is not set, so there is no " + name);
        Path found = Path.of(root, name);
        assumeTrue(Files.exists(found.resolve("model.safetensors")), found + " holds no model.safetensors");
        return found;
    }
}
