package dev.polyhead.webapp.jobs;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.springframework.context.annotation.Lazy;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** How many jobs wait, run and ended, over all nodes: {@code polyhead.jobs}, by state. */
@Component
@Lazy(false)
class JobMetrics {
    private final JobStore store;
    private volatile Map<JobState, Integer> counts = Map.of();

    JobMetrics(JobStore store, MeterRegistry metrics) {
        this.store = store;
        for (JobState state : JobState.values()) {
            Gauge.builder("polyhead.jobs", this, now -> now.counts.getOrDefault(state, 0))
                    .description("Jobs by state")
                    .tag("state", state.word())
                    .register(metrics);
        }
    }

    /** Counts apart from the scrape, so that a database that hangs does not hang the metrics too. */
    @Scheduled(fixedDelay = 5000)
    void count() {
        counts = store.counts();
    }
}
