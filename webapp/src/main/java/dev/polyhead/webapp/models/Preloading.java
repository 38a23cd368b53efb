package dev.polyhead.webapp.models;

import dev.polyhead.webapp.system.PolyheadProperties;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Loads the models that are wanted at the start, behind the first requests, and says as health {@code models} whether
 * they are there: the server is alive before, and ready only then.
 */
@Component("modelsHealthIndicator")
@Lazy(false)
class Preloading implements HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(Preloading.class);

    private final Models models;
    private final List<String> wanted;
    private final Map<String, String> states = new ConcurrentHashMap<>();

    Preloading(@Lazy Models models, PolyheadProperties properties) {
        this.models = models;
        wanted = properties.models().preload();
        wanted.forEach(id -> states.put(id, "loading"));
    }

    @EventListener(ApplicationReadyEvent.class)
    void load() {
        if (wanted.isEmpty()) {
            return;
        }
        Thread loader = new Thread(() -> wanted.forEach(this::load), "preload");
        loader.setDaemon(true);
        loader.start();
    }

    private void load(String id) {
        try {
            models.load(id, null);
            states.put(id, "loaded");
        } catch (RuntimeException e) {
            states.put(id, String.valueOf(e.getMessage()));
            LOG.error("The model '{}' that is wanted at the start cannot be loaded.", id, e);
        }
    }

    @Override
    public Health health() {
        boolean all = states.values().stream().allMatch("loaded"::equals);
        return (all ? Health.up() : Health.outOfService()).withDetails(states).build();
    }
}
