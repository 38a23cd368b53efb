package dev.polyhead.webapp.jobs;

import dev.polyhead.webapp.errors.ApiException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Jobs over REST. */
@RestController
@RequestMapping("/api/jobs")
class JobController {
    private static final int MOST = 500;

    private final Jobs jobs;
    private final JobEvents events;

    JobController(Jobs jobs, JobEvents events) {
        this.jobs = jobs;
        this.events = events;
    }

    @GetMapping
    Map<String, List<Job>> list(
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > MOST) {
            throw ApiException.badRequest("limit", "limit is %d; it goes from 1 to %d.".formatted(limit, MOST));
        }
        return Map.of("jobs", jobs.newest(kind, state(state), limit));
    }

    @GetMapping("/{id}")
    Job one(@PathVariable UUID id) {
        return jobs.get(id);
    }

    /** Everything that happens until the job rests: {@code job}, {@code progress}, and the words of its kind. */
    @GetMapping(path = "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(@PathVariable UUID id, @RequestHeader(name = "Last-Event-ID", defaultValue = "0") long after) {
        return events.listen(() -> jobs.get(id), after);
    }

    @PostMapping("/{id}/pause")
    Job pause(@PathVariable UUID id) {
        return jobs.pause(id);
    }

    @PostMapping("/{id}/resume")
    Job resume(@PathVariable UUID id) {
        return jobs.resume(id);
    }

    @PostMapping("/{id}/retry")
    Job retry(@PathVariable UUID id) {
        return jobs.retry(id);
    }

    /** Cancels a job that is not over (200 and the job); removes one that is (204). */
    @DeleteMapping("/{id}")
    ResponseEntity<Job> delete(@PathVariable UUID id) {
        if (jobs.get(id).state().isOver()) {
            jobs.remove(id);
            return ResponseEntity.noContent().build();
        }
        return ResponseEntity.ok(jobs.cancel(id));
    }

    /** @throws ApiException 400 if there is no such state */
    static @Nullable JobState state(@Nullable String word) {
        if (word == null) {
            return null;
        }
        return Arrays.stream(JobState.values())
                .filter(state -> state.word().equals(word))
                .findFirst()
                .orElseThrow(() -> ApiException.badRequest(
                        "state",
                        "There is no state '%s'. Use queued, running, paused, done, failed or cancelled."
                                .formatted(word)));
    }
}
