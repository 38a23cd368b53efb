package dev.polyhead.webapp.errors;

import java.io.IOException;
import org.springframework.http.HttpStatus;

/** A disk without room, which can come up wherever something is written: an upload, a result, the database. */
final class FullDisk {
    static final Problem PROBLEM = new Problem(
            HttpStatus.INSUFFICIENT_STORAGE,
            "The server's disk is full. Free space where its data folder and temporary files lie, then try again.");

    private FullDisk() {}

    /** Java has no class for it: only the operating system's own words say so. */
    static boolean isBehind(Throwable exception) {
        for (Throwable at = exception; at != null; at = at.getCause()) {
            String said = at instanceof IOException ? String.valueOf(at.getMessage()) : "";
            if (said.contains("No space left")
                    || said.contains("not enough space")
                    || said.contains("Disk quota exceeded")) {
                return true;
            }
        }
        return false;
    }
}
