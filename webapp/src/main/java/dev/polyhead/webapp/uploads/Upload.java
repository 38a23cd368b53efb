package dev.polyhead.webapp.uploads;

import dev.polyhead.webapp.system.DataFolder;
import java.nio.file.Path;

/**
 * A file that came in with a request; closing deletes it.
 *
 * @param file where it lies, under a name of ours
 * @param name what its owner calls it: for people, never for a path
 * @param bytes its size
 */
public record Upload(Path file, String name, long bytes) implements AutoCloseable {
    @Override
    public void close() {
        DataFolder.delete(file);
    }
}
