package dev.polyhead.cli;

import dev.polyhead.clip.ImageCollections;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which collection a command works on, and with which model; the server sees the same collections. */
final class CollectionSettings {
    @Option(
            names = {"-c", "--collection"},
            paramLabel = "NAME",
            defaultValue = "pictures",
            description = "The collection (default: ${DEFAULT-VALUE}).")
    String name = "pictures";

    @Mixin
    private DataSettings data = new DataSettings();

    @Option(
            names = "--model",
            paramLabel = "ID|FOLDER",
            defaultValue = ClipModel.DEFAULT,
            description = "A CLIP model that is here, or its folder (default: ${DEFAULT-VALUE}, small and built in;"
                    + " 'polyhead models pull openai/clip-vit-base-patch32' gets a much better one).")
    private String model = ClipModel.DEFAULT;

    @Option(names = "--model-dir", paramLabel = "FOLDER", description = "Further folders to look for models in.")
    private List<Path> modelFolders = List.of();

    @Option(names = "--json", description = "Write JSON.")
    boolean json;

    @Mixin
    private ModelSettings settings = new ModelSettings();

    ImageCollections collections() {
        return new ImageCollections(data.folder().resolve("collections"));
    }

    ClipModel open() {
        return ClipModel.open(model, modelFolders, settings.options());
    }
}
