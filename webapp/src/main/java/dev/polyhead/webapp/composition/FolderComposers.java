package dev.polyhead.webapp.composition;

import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.webapp.errors.ApiException;
import jakarta.annotation.PreDestroy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Lends models from the folder {@code models}. */
@Component
class FolderComposers implements Composers {
    private final Map<String, Model> open = new LinkedHashMap<>();

    @Override
    public <T> T with(String id, Use<T> use) {
        return use.of(model(id));
    }

    private synchronized Model model(String id) {
        Model known = open.get(id);
        if (known != null) {
            return known;
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve("models").resolve(id);
            if (id.matches("[A-Za-z0-9._-]+") && Files.exists(folder.resolve("config.json"))) {
                Model model = Model.open(folder, ModelOptions.defaults());
                open.put(id, model);
                return model;
            }
        }
        throw ApiException.notFound("model", "model_not_found", "There is no music model '%s'.".formatted(id));
    }

    @PreDestroy
    synchronized void close() {
        open.values().forEach(Model::close);
    }
}
