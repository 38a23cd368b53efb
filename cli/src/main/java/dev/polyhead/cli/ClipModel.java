package dev.polyhead.cli;

import dev.polyhead.clip.ClipEncoder;
import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import java.nio.file.Path;
import java.util.List;

/**
 * A model that compares pictures and words; both parts are closed together.
 *
 * @param model the checkpoint
 * @param encoder what uses it
 */
record ClipModel(Model model, ClipEncoder encoder) implements AutoCloseable {
    /** What compares unless another model is named. */
    static final String DEFAULT = "clip-tiny";

    /**
     * Opens a model.
     *
     * @param folderOrId a folder, an id or an alias
     * @param further folders to look in first
     */
    static ClipModel open(String folderOrId, List<Path> further, ModelOptions options) {
        Model model = Model.open(LocalModels.folder(folderOrId, further), options);
        try {
            return new ClipModel(model, new ClipEncoder(model));
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    @Override
    public void close() {
        encoder.close();
        model.close();
    }
}
