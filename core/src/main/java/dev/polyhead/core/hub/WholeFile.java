package dev.polyhead.core.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** A small text file that is replaced whole or not at all, also when several threads or processes write it at once. */
final class WholeFile {
    private WholeFile() {}

    /**
     * Replaces a file; of several at once, one of the texts remains.
     *
     * @throws IOException if it cannot be written; the file is then as it was
     */
    static void write(Path file, CharSequence text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".new");
        try {
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
