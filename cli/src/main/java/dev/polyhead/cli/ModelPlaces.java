package dev.polyhead.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Where a command finds models, besides the usual places. */
final class ModelPlaces {
    @Option(names = "--model-dir", paramLabel = "FOLDER", description = "Further folders to look for models in.")
    private List<Path> folders = List.of();

    List<Path> folders() {
        return folders;
    }
}
