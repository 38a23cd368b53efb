package dev.polyhead.webapp.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The folder in which the server keeps things, with a version number so that no older program spoils it.
 *
 * <p>{@code database/} holds the jobs, {@code jobs/ID/} what one job works on and makes, {@code temporary/} uploads on
 * their way in, see {@link LeftOvers}.
 */
@Component
public class DataFolder {
    /** The layout this program writes. */
    static final int VERSION = 1;

    private final Path root;

    /**
     * Opens the folder, or makes it.
     *
     * @throws StartRefused if a newer program wrote it, or it cannot be written
     */
    @Autowired
    DataFolder(PolyheadProperties properties) {
        this(properties.dataDir());
    }

    DataFolder(Path folder) {
        root = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root);
            checkVersion(root.resolve("version"));
        } catch (IOException e) {
            throw new StartRefused(
                    "The data folder %s cannot be used: %s.".formatted(root, e),
                    "Make it writable, or choose another with POLYHEAD_DATA_DIR.");
        }
    }

    private static void checkVersion(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.writeString(file, VERSION + "\n");
            return;
        }
        String text = Files.readString(file).strip();
        if (!text.matches("\\d{1,9}")) {
            throw new StartRefused(
                    "The file %s holds '%s' instead of a version number.".formatted(file, text),
                    "Restore it from a backup.");
        }
        if (Integer.parseInt(text) > VERSION) {
            throw new StartRefused(
                    "The data folder %s has version %s, and this program knows up to %d."
                            .formatted(file.getParent(), text, VERSION),
                    "Start the newer program, or choose another folder with POLYHEAD_DATA_DIR.");
        }
    }

    /** The folder itself. */
    public Path root() {
        return root;
    }

    /**
     * A folder below this one, made if need be.
     *
     * @param names names of folders, outermost first; each a plain name
     * @throws IllegalArgumentException if a name leads out of this folder
     */
    public Path folder(String... names) {
        Path folder = root;
        for (String name : names) {
            if (name.isEmpty() || name.startsWith(".") || name.contains("/") || name.contains("\\")) {
                throw new IllegalArgumentException(
                        "'%s' is not the name of a folder. Use a plain name.".formatted(name));
            }
            folder = folder.resolve(name);
        }
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("The folder %s cannot be made.".formatted(folder), e);
        }
    }

    /** Where uploads wait until somebody takes them. */
    public Path temporary() {
        return folder("temporary");
    }

    /**
     * Deletes a file, or a folder with all it holds; nothing happens if there is none.
     *
     * @throws UncheckedIOException if something cannot be deleted
     */
    public static void delete(Path path) {
        if (!Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> below = Files.walk(path)) {
            List<Path> deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be deleted.".formatted(path), e);
        }
    }
}
