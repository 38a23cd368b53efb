package dev.polyhead.webapp.composition;

import dev.polyhead.core.hub.Catalogue;
import dev.polyhead.core.hub.ModelFolders;
import dev.polyhead.core.hub.UnknownModelException;
import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.system.DataFolder;
import jakarta.annotation.PreDestroy;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Lends the music models of this machine; each stays open once it was asked for. */
@Component
class FolderComposers implements Composers {
    private static final String FAMILY = "music_transformer";

    private final Path recorded;
    private final Map<Path, Model> open = new LinkedHashMap<>();

    FolderComposers(DataFolder data) {
        recorded = data.root().resolve(Catalogue.FILE);
    }

    @Override
    public void check(String id) {
        folder(id);
    }

    @Override
    public <T> T with(String id, Use<T> use) {
        return use.of(model(folder(id)));
    }

    private Path folder(String id) {
        ModelFolders folders = ModelFolders.standard(List.of());
        try {
            return Catalogue.load(folders, recorded).locate(id, folders).folder();
        } catch (UnknownModelException e) {
            throw ApiException.notFound("model", "model_not_found", String.valueOf(e.getMessage()));
        }
    }

    private synchronized Model model(Path folder) {
        Model known = open.get(folder);
        if (known != null) {
            return known;
        }
        Model model = Model.open(folder, ModelOptions.defaults());
        if (!model.modelType().equals(FAMILY)) {
            model.close();
            throw ApiException.badRequest(
                    "model", "'%s' writes no music. Name a model of the family %s.".formatted(folder.getFileName(), FAMILY));
        }
        open.put(folder, model);
        return model;
    }

    @PreDestroy
    synchronized void close() {
        open.values().forEach(Model::close);
    }
}
