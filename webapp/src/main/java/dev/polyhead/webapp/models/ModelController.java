package dev.polyhead.webapp.models;

import dev.polyhead.webapp.errors.ApiException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Models over REST. */
@RestController
@RequestMapping("/api/models")
class ModelController {
    private final Models models;

    ModelController(Models models) {
        this.models = models;
    }

    @GetMapping
    All list() {
        return new All(models.used(), models.budget(), models.all());
    }

    @PostMapping("/load")
    ModelInfo load(@RequestBody Id request) {
        return models.load(request.required());
    }

    @PostMapping("/unload")
    ModelInfo unload(@RequestBody Id request) {
        return models.unload(request.required());
    }

    /**
     * Everything there is to know.
     *
     * @param memory bytes that loaded models take
     * @param budget bytes that they may take
     */
    record All(long memory, long budget, List<ModelInfo> models) {}

    /** Names a model. */
    record Id(@Nullable String id) {
        String required() {
            if (id == null || id.isBlank()) {
                throw ApiException.badRequest("id", "'id' is missing. Send {\"id\": \"whisper-base\"}.");
            }
            return id;
        }
    }
}
