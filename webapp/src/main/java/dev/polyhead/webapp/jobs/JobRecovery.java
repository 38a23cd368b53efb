package dev.polyhead.webapp.jobs;

import dev.polyhead.webapp.system.PolyheadProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;
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
    private static final Duration SILENCE = Duration.ofSeconds(45);
    private static final Duration LONGEST_SAVE = Duration.ofSeconds(20);

    private final JobStore store;
    private final JobQueue queue;
    private final Jobs jobs;
    private final DataSource database;
    private final PolyheadProperties properties;
    private volatile boolean started;

    JobRecovery(JobStore store, JobQueue queue, Jobs jobs, DataSource database, PolyheadProperties properties) {
        this.store = store;
        this.queue = queue;
        this.jobs = jobs;
        this.database = database;
        this.properties = properties;
    }

    @EventListener(ApplicationReadyEvent.class)
    void pickUp() throws MetaDataAccessException {
        String product = JdbcUtils.extractDatabaseMetaData(database, java.sql.DatabaseMetaData::getDatabaseProductName);
        Instant silentSince = Instant.now().minus("H2".equals(product) ? Duration.ZERO : SILENCE);
        int left = store.requeueUnseenSince(silentSince);
        if (left > 0) {
            LOG.info("{} jobs were running when the server last ended; they go on from their checkpoints.", left);
        }
        store.queued().forEach(queue::add);
    }

    /** Says that this node lives, and takes over from nodes that do not. */
    @Scheduled(initialDelay = 10_000, fixedDelay = 10_000)
    void watch() {
        for (UUID job : queue.running()) {
            store.seen(job);
        }
        if (store.requeueUnseenSince(Instant.now().minus(SILENCE)) > 0) {
            store.queued().forEach(queue::add);
        }
    }

    @Scheduled(initialDelay = 60_000, fixedDelay = 3_600_000)
    void forgetOld() {
        store.overSince(Instant.now().minus(properties.jobs().keep())).forEach(jobs::remove);
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
