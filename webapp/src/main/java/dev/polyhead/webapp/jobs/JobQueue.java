package dev.polyhead.webapp.jobs;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.tasks.steward.OnboardNewWorkTask;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Hands work to JobRunr and knows what runs in this process. */
@Component
class JobQueue {
    private final JobRequestScheduler scheduler;
    private final ObjectProvider<BackgroundJobServer> server;
    private final ObjectProvider<JobKind> kinds;
    private final Map<UUID, JobContext> running = new ConcurrentHashMap<>();
    private final String node = UUID.randomUUID().toString();

    JobQueue(JobRequestScheduler scheduler, ObjectProvider<BackgroundJobServer> server, ObjectProvider<JobKind> kinds) {
        this.scheduler = scheduler;
        this.server = server;
        this.kinds = kinds;
    }

    /**
     * The feature that does this kind of work.
     *
     * @throws IllegalArgumentException if there is none
     */
    JobKind kind(String id) {
        return kinds.stream()
                .filter(kind -> kind.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No feature does work of the kind '%s'. There are: %s."
                        .formatted(id, kinds.stream().map(JobKind::id).toList())));
    }

    /** Where a page shows a job; null where there is none, or only a newer program knows the kind. */
    @Nullable
    String page(Job job) {
        return kinds.stream()
                .filter(kind -> kind.id().equals(job.kind()))
                .findFirst()
                .map(kind -> kind.page(job.id()))
                .orElse(null);
    }

    /** The name of this process among those that share the database. */
    String node() {
        return node;
    }

    /** Queues a job whose row says {@code queued}. JobRunr looks for work every few seconds; this makes it look now. */
    void add(UUID job) {
        scheduler.enqueue(new JobTicket(job));
        server.ifAvailable(each -> new OnboardNewWorkTask(each).runTaskThreadSafe());
    }

    /** Whether JobRunr runs work here. It ends its server when the database did not answer it. */
    boolean isServing() {
        BackgroundJobServer here = server.getIfAvailable();
        return here == null || here.isRunning();
    }

    /** Starts JobRunr's server again after it has ended itself; true if it had. */
    boolean revive() {
        BackgroundJobServer here = server.getIfAvailable();
        if (here == null || here.isRunning()) {
            return false;
        }
        here.start();
        return true;
    }

    void started(JobContext context) {
        running.put(context.id(), context);
    }

    void ended(UUID job) {
        running.remove(job);
    }

    void stop(UUID job, JobContext.StopReason reason) {
        JobContext context = running.get(job);
        if (context != null) {
            context.stop(reason);
        }
    }

    /** Asks everything that runs here to save and stop. */
    void stopAll() {
        running.values().forEach(context -> context.stop(JobContext.StopReason.SHUTDOWN));
    }

    /** What runs in this process. */
    Collection<JobContext> running() {
        return List.copyOf(running.values());
    }

    /** Whether this job runs in this process. */
    boolean isRunning(UUID job) {
        return running.containsKey(job);
    }

    boolean isIdle() {
        return running.isEmpty();
    }
}
