package dev.polyhead.webapp.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** OpenAI's list of models: those that can answer now. */
@RestController
class OpenAiModelController {
    /** Tasks whose models only serve others. */
    private static final Set<String> PARTS = Set.of("voice-activity-detection");

    private final Models models;

    OpenAiModelController(Models models) {
        this.models = models;
    }

    @GetMapping("/v1/models")
    Listed list() {
        return new Listed(
                "list",
                models.here().stream()
                        .filter(model -> !PARTS.contains(String.valueOf(model.task())))
                        .map(model -> one(model.id(), model))
                        .toList());
    }

    /** One model, by id or alias; an id may hold a slash, sent as it is or as {@code %2F}. */
    @GetMapping("/v1/models/{*id}")
    One one(@PathVariable String id) {
        String name = id.substring(1);
        return one(name, models.get(name));
    }

    private One one(String name, ModelInfo model) {
        int slash = model.id().indexOf('/');
        return new One(
                name,
                "model",
                created(model.id()),
                slash < 0 ? "polyhead" : model.id().substring(0, slash));
    }

    private long created(String id) {
        try {
            return Files.getLastModifiedTime(models.folder(id)).toMillis() / 1000;
        } catch (IOException e) {
            throw new UncheckedIOException("The folder of '%s' cannot be read.".formatted(id), e);
        }
    }

    /** {@code ListModelsResponse}. */
    record Listed(String object, List<One> data) {}

    /** {@code Model}. */
    record One(
            String id,
            String object,
            long created,
            @JsonProperty("owned_by") String ownedBy) {}
}
