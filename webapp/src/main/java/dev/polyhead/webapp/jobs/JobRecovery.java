package dev.polyhead.webapp.jobs;

import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.system.PolyheadProperties;
import dev.polyhead.webapp.system.SharedDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Picks up what a killed process left behind, asks running work to save when the server ends, and forgets old jobs.
 *
 * <p>An H2 file has one process at a time: whatever its table calls running at the start was killed. On a database
 * that several nodes share, work is taken over once its node has been silent for a while.
 */
@Component
@Lazy(false)
class JobRecovery implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(JobRecovery.class);
    private static final Duration LONGEST_SAVE = Duration.ofSeconds(20);

    /** Work that runs says so every second. */
    private static final Duration DROPPED = Duration.ofSeconds(10);

    private final JobStore store;
    private final JobQueue queue;
    private final Jobs jobs;
    private final SharedDatabase database;
    private final PolyheadProperties.Jobs properties;
    private volatile boolean started;

    JobRecovery(JobStore store, JobQueue queue, Jobs jobs, SharedDatabase database, PolyheadProperties properties) {
        this.store = store;
        this.queue = queue;
        this.jobs = jobs;
        this.database = database;
        this.properties = properties.jobs();
    }

    @EventListener(ApplicationReadyEvent.class)
    void pickUp() {
        int left = database.isShared()
                ? store.requeueSilent(properties.silence(), queue.node(), DROPPED)
                : store.requeueRunning();
        if (left > 0) {
            LOG.info("{} jobs were running when a server last ended; they go on from their checkpoints.", left);
        }
        store.queued().forEach(queue::add);
    }

    /**
     * Says that this node lives, does what others asked of its work, takes over from nodes that are silent, and goes on after
     * the database was away: JobRunr has ended its server then, and running work has ended with an error.
     */
    @Scheduled(initialDelay = 1_000, fixedDelay = 1_000)
    void beat() {
        queue.running().forEach(JobContext::beat);
        if (!started) {
            return;
        }
        int left = store.requeueSilent(properties.silence(), queue.node(), DROPPED);
        boolean revived = queue.revive();
        if (left > 0) {
            LOG.info(
                    "{} jobs were left by a node that was silent, or when the database was away; they go on here.",
                    left);
        }
        if (left > 0 || revived) {
            store.queued().forEach(queue::add);
        }
    }

    /** Removes what is over for long, with its results; another node may be quicker. */
    @Scheduled(initialDelay = 60_000, fixedDelay = 3_600_000)
    void forgetOld() {
        for (UUID job : store.overSince(Instant.now().minus(properties.keep()))) {
            try {
                jobs.remove(job);
            } catch (ApiException e) {
                LOG.debug("Job {} was removed by somebody else.", job, e);
            }
        }
    }

    @Override
    public void start() {
        started = true;
    }

    /** Comes before JobRunr's own end, which would interrupt the work. */
    @Override
    public void stop() {
        started = false;
        queue.stopAll();
        long end = System.nanoTime() + LONGEST_SAVE.toNanos();
        while (!queue.isIdle() && System.nanoTime() < end) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public boolean isRunning() {
        return started;
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
