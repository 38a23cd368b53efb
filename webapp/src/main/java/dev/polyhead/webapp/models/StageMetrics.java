package dev.polyhead.webapp.models;

import dev.polyhead.core.model.StageListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * How long one model computes in each stage, over how many rows and tokens at a time: {@code polyhead.model.stage},
 * {@code .batch} and {@code .tokens}. Meters are made once, so that a token costs three additions.
 */
final class StageMetrics implements StageListener {
    private final Map<Stage, Meters> stages = new EnumMap<>(Stage.class);

    private record Meters(Timer time, DistributionSummary rows, Counter tokens) {}

    /**
     * Meters for a model.
     *
     * @param model its id as the pool knows it, never what a request said
     */
    StageMetrics(MeterRegistry metrics, String model) {
        for (Stage stage : Stage.values()) {
            String name = stage.name().toLowerCase(Locale.ROOT);
            stages.put(
                    stage,
                    new Meters(
                            Timer.builder("polyhead.model.stage")
                                    .description("Time a model computed")
                                    .tags("stage", name, "model", model)
                                    .register(metrics),
                            DistributionSummary.builder("polyhead.model.batch")
                                    .description("Rows computed side by side")
                                    .tags("stage", name, "model", model)
                                    .register(metrics),
                            Counter.builder("polyhead.model.tokens")
                                    .description("Token positions computed, padding included")
                                    .tags("stage", name, "model", model)
                                    .register(metrics)));
        }
    }

    @Override
    public void ran(Stage stage, int rows, long tokens, long nanos) {
        Meters meters = Objects.requireNonNull(stages.get(stage));
        meters.time.record(nanos, TimeUnit.NANOSECONDS);
        meters.rows.record(rows);
        meters.tokens.increment(tokens);
    }
}
