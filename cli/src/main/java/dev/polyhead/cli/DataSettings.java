package dev.polyhead.cli;

import dev.polyhead.core.hub.ModelFolders;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which data folder a command works on; the server's own unless another is named. */
final class DataSettings {
    @Option(
            names = "--data-dir",
            paramLabel = "FOLDER",
            description = "The data folder (default: $POLYHEAD_DATA_DIR, else ~/.polyhead).")
    private @Nullable Path data;

    /** Says whether one was named. */
    boolean isGiven() {
        return data != null;
    }

    Path folder() {
        return data == null ? ModelFolders.dataFolder(System.getenv(), Path.of(System.getProperty("user.home"))) : data;
    }
}
