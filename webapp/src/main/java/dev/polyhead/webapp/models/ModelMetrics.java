package dev.polyhead.webapp.models;

import dev.polyhead.core.hub.ModelPool;
import dev.polyhead.core.model.Model;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.springframework.context.annotation.Lazy;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** What the loaded models take and who uses them: {@code polyhead.model.memory}, {@code .uses} and the budget. */
@Component
@Lazy(false)
class ModelMetrics {
    private final ModelPool<Model> pool;
    private final MultiGauge memory;
    private final MultiGauge uses;

    ModelMetrics(ModelPool<Model> pool, MeterRegistry metrics) {
        this.pool = pool;
        memory = MultiGauge.builder("polyhead.model.memory")
                .description("What a loaded model takes")
                .baseUnit("bytes")
                .register(metrics);
        uses = MultiGauge.builder("polyhead.model.uses")
                .description("Requests and jobs that use a model now")
                .register(metrics);
        Gauge.builder("polyhead.models.budget", pool, ModelPool::budget)
                .description("What loaded models may take together")
                .baseUnit("bytes")
                .register(metrics);
        Gauge.builder("polyhead.models.used", pool, ModelPool::usedBytes)
                .description("What loaded models take together")
                .baseUnit("bytes")
                .register(metrics);
    }

    /** Follows models that come and go; a scrape in between sees the last state. */
    @Scheduled(fixedDelay = 5000)
    void look() {
        List<ModelPool.Status> now = pool.status();
        memory.register(rows(now, ModelPool.Status::bytes), true);
        uses.register(rows(now, ModelPool.Status::leases), true);
    }

    private static List<MultiGauge.Row<?>> rows(
            List<ModelPool.Status> models, ToDoubleFunction<ModelPool.Status> measure) {
        return models.stream()
                .<MultiGauge.Row<?>>map(
                        model -> MultiGauge.Row.of(Tags.of("model", model.id()), measure.applyAsDouble(model)))
                .toList();
    }
}
