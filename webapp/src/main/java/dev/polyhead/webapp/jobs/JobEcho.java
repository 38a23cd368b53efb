package dev.polyhead.webapp.jobs;

import dev.polyhead.webapp.system.SharedDatabase;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.annotation.Lazy;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Tells who listens here how work on other nodes stands: every second, from its row. */
@Component
@Lazy(false)
class JobEcho {
    private final JobStore store;
    private final JobQueue queue;
    private final JobEvents events;
    private final SharedDatabase database;
    private final Map<UUID, Job> told = new HashMap<>();

    JobEcho(JobStore store, JobQueue queue, JobEvents events, SharedDatabase database) {
        this.store = store;
        this.queue = queue;
        this.events = events;
        this.database = database;
    }

    @Scheduled(initialDelay = 1_000, fixedDelay = 1_000)
    void tell() {
        if (!database.isShared()) {
            return;
        }
        Set<UUID> listened = events.listened();
        told.keySet().retainAll(listened);
        for (UUID id : listened) {
            if (!queue.isRunning(id)) {
                store.find(id).ifPresent(this::tell);
            }
        }
    }

    private void tell(Job job) {
        if (job.equals(told.put(job.id(), job))) {
            return;
        }
        if (job.state() == JobState.RUNNING) {
            String message = job.message() == null ? "" : job.message();
            events.publishLatest(job.id(), "progress", new JobContext.Progress(job.progress(), message));
        }
        events.publish(job);
    }
}
