package dev.polyhead.cli;

import dev.polyhead.core.hub.Catalogue;
import dev.polyhead.core.hub.ModelFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds the folder of a model that a command names. */
final class LocalModels {
    private LocalModels() {}

    /**
     * The folder itself, or where the model of this id lies.
     *
     * @param further folders to look in first
     */
    static Path folder(String folderOrId, List<Path> further) {
        Path folder = Path.of(folderOrId);
        if (Files.isRegularFile(folder.resolve("config.json"))) {
            return folder;
        }
        ModelFolders folders = ModelFolders.standard(further);
        Path data = ModelFolders.dataFolder(System.getenv(), Path.of(System.getProperty("user.home")));
        return Catalogue.load(folders, data.resolve(Catalogue.FILE))
                .locate(folderOrId, folders)
                .folder();
    }
}
