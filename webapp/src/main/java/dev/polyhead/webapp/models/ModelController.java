package dev.polyhead.webapp.models;

import dev.polyhead.core.hub.HubHit;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.jobs.Job;
import dev.polyhead.webapp.jobs.Jobs;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Models over REST. */
@RestController
@RequestMapping("/api/models")
class ModelController {
    private static final int MOST_HITS = 100;

    private final Models models;
    private final Downloads downloads;
    private final Jobs jobs;

    ModelController(Models models, Downloads downloads, Jobs jobs) {
        this.models = models;
        this.downloads = downloads;
        this.jobs = jobs;
    }

    @GetMapping
    All list() {
        return new All(models.used(), models.budget(), models.all());
    }

    @PostMapping("/load")
    ModelInfo load(@RequestBody Named request) {
        return models.load(request.required(), request.pin());
    }

    @PostMapping("/unload")
    ModelInfo unload(@RequestBody Named request) {
        return models.unload(request.required());
    }

    /** What the hub says of a model; nothing large is fetched. */
    @GetMapping("/look")
    HubLook look(@RequestParam String id) {
        return downloads.look(id);
    }

    /** Models of the hub by words of their names, the most downloaded first. */
    @GetMapping("/search")
    Map<String, List<HubHit>> search(@RequestParam String words, @RequestParam(defaultValue = "20") int limit) {
        if (limit < 1 || limit > MOST_HITS) {
            throw ApiException.badRequest("limit", "limit is %d; it goes from 1 to %d.".formatted(limit, MOST_HITS));
        }
        return Map.of("models", downloads.search(words, limit));
    }

    /** Fetches a model of the hub; the job's events tell how far it is. */
    @PostMapping("/download")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Job download(@RequestBody Named request) {
        return downloads.start(request.required(), request.revision());
    }

    /** Compares a model's answers with what they should be like. */
    @PostMapping("/check")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Job check(@RequestBody Named request) {
        return CheckKind.submit(jobs, models.get(request.required()).id());
    }

    @PostMapping("/remove")
    Map<String, Long> remove(@RequestBody Named request) {
        return Map.of("freed", models.remove(request.required()));
    }

    /**
     * Everything there is to know.
     *
     * @param memory bytes that loaded models take
     * @param budget bytes that they may take
     */
    record All(long memory, long budget, List<ModelInfo> models) {}

    /**
     * Names a model.
     *
     * @param revision of the hub, where one is fetched; null for the newest
     * @param pin whether it stays loaded, where it is loaded; null to leave that as it is
     */
    record Named(
            @Nullable String id,
            @Nullable String revision,
            @Nullable Boolean pin) {
        String required() {
            if (id == null || id.isBlank()) {
                throw ApiException.badRequest("id", "'id' is missing. Send {\"id\": \"whisper-base\"}.");
            }
            return id;
        }
    }
}
