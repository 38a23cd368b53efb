package dev.polyhead.cli;

import dev.polyhead.clip.ImageCollections;
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

    @Mixin
    private ModelPlaces places = new ModelPlaces();

    @Option(names = "--json", description = "Write JSON.")
    boolean json;

    @Mixin
    private ModelSettings settings = new ModelSettings();

    ImageCollections collections() {
        return new ImageCollections(data.folder().resolve("collections"));
    }

    ClipModel open() {
        return ClipModel.open(model, places.folders(), settings.options());
    }
}
