package dev.polyhead.cli;

import dev.polyhead.core.hub.ModelStore;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where models are looked for and kept, for every command about them. */
final class StoreSettings {
    @Option(names = "--model-dir", paramLabel = "DIR", description = "Look here first; a model or a folder of models.")
    private List<Path> folders = List.of();

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where imported models and records are kept (default: $POLYHEAD_DATA_DIR, else ~/.polyhead).")
    private @Nullable Path data;

    ModelStore store() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        if (data != null) {
            environment.put("POLYHEAD_DATA_DIR", data.toString());
        }
        return ModelStore.standard(folders, environment);
    }
}
