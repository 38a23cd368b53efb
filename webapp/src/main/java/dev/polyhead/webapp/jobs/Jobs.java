package dev.polyhead.webapp.jobs;

import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.system.DataFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** Submits long work and steers it. */
@Service
public class Jobs {
    private final JobStore store;
    private final JobQueue queue;
    private final JobEvents events;
    private final DataFolder data;
    private final JsonMapper json;

    Jobs(JobStore store, JobQueue queue, JobEvents events, DataFolder data, JsonMapper json) {
        this.store = store;
        this.queue = queue;
        this.events = events;
        this.data = data;
        this.json = json;
    }

    /** A fresh id, for those who put files into {@link #folder} before they submit. */
    public UUID prepare() {
        return UUID.randomUUID();
    }

    /** The job's own folder. */
    public Path folder(UUID id) {
        return data.folder("jobs", id.toString());
    }

    /**
     * Queues work.
     *
     * @param id from {@link #prepare}
     * @param kind id of a {@link JobKind}
     * @param title what its owner would call it
     * @param request what the kind needs to know, written as JSON
     */
    public Job submit(UUID id, String kind, String title, Object request) {
        queue.kind(kind);
        store.insert(id, kind, JobStore.shortened(title, 300), json.writeValueAsString(request));
        Job job = get(id);
        queue.add(id);
        return job;
    }

    /** The job, if there is one. */
    public Optional<Job> find(UUID id) {
        return store.find(id);
    }

    /**
     * The job.
     *
     * @throws ApiException 404 if there is none
     */
    public Job get(UUID id) {
        return find(id).orElseThrow(() -> ApiException.notFound(
                "id", "job_not_found", "There is no job %s. It may have been removed.".formatted(id)));
    }

    /**
     * Jobs, newest first.
     *
     * @param kind only of this kind, or null
     * @param state only in this state, or null
     * @param limit at most so many
     */
    public List<Job> newest(@Nullable String kind, @Nullable JobState state, int limit) {
        return store.newest(kind, state, limit);
    }

    /** What was submitted. */
    public <T> T request(UUID id, Class<T> type) {
        return json.readValue(store.request(id).orElseThrow(), type);
    }

    /** What a job that is not done has saved so far. */
    public <T> Optional<T> checkpoint(UUID id, Class<T> type) {
        return store.checkpoint(id).map(text -> json.readValue(text, type));
    }

    /** Replaces the title and the result of a job that is done, such as after editing. */
    public Job update(UUID id, String title, Object result) {
        if (get(id).state() != JobState.DONE) {
            throw ApiException.conflict("The job is not done yet, so there is nothing to change.");
        }
        store.updateResult(id, title, json.writeValueAsString(result));
        return get(id);
    }

    /** Stops for now; what was saved is kept. */
    public Job pause(UUID id) {
        Job job = get(id);
        switch (job.state()) {
            case QUEUED -> moved(id, JobState.QUEUED, JobState.PAUSED);
            case RUNNING -> stop(id, JobContext.StopReason.PAUSE);
            case PAUSED -> {}
            default -> throw refused(job, "paused");
        }
        return get(id);
    }

    /** Goes on after a pause. */
    public Job resume(UUID id) {
        Job job = get(id);
        switch (job.state()) {
            case PAUSED -> requeue(id, JobState.PAUSED);
            case QUEUED, RUNNING -> {}
            default -> throw refused(job, "resumed");
        }
        return get(id);
    }

    /** Tries again what failed or was cancelled, from its last checkpoint. */
    public Job retry(UUID id) {
        Job job = get(id);
        switch (job.state()) {
            case FAILED, CANCELLED -> requeue(id, job.state());
            case QUEUED, RUNNING -> {}
            default -> throw refused(job, "tried again");
        }
        return get(id);
    }

    /** Ends a job that is not over. */
    public Job cancel(UUID id) {
        Job job = get(id);
        switch (job.state()) {
            case QUEUED, PAUSED -> moved(id, job.state(), JobState.CANCELLED);
            case RUNNING -> stop(id, JobContext.StopReason.CANCEL);
            default -> {}
        }
        return get(id);
    }

    /**
     * Forgets a job that is over, with its folder.
     *
     * @throws ApiException 409 if it is not over
     */
    public void remove(UUID id) {
        Job job = get(id);
        if (!store.remove(id)) {
            throw refused(job, "removed");
        }
        DataFolder.delete(data.root().resolve("jobs").resolve(id.toString()));
    }

    private void stop(UUID id, JobContext.StopReason reason) {
        if (store.want(id, reason)) {
            queue.stop(id, reason);
        }
    }

    private void requeue(UUID id, JobState from) {
        if (store.move(id, from, JobState.QUEUED)) {
            queue.add(id);
        }
    }

    private void moved(UUID id, JobState from, JobState to) {
        if (store.move(id, from, to)) {
            events.publish(get(id));
        }
    }

    private static ApiException refused(Job job, String what) {
        return ApiException.conflict(
                "The job is %s and cannot be %s.".formatted(job.state().word(), what));
    }
}
