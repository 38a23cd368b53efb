package dev.polyhead.webapp.models;

import dev.polyhead.core.hub.ModelLoader;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Measures how long each model takes to load.
 *
 * @param loader who loads
 * @param metrics where {@code polyhead.model.load} goes
 * @param <M> what a loaded model is
 */
record TimedLoader<M extends AutoCloseable>(ModelLoader<M> loader, MeterRegistry metrics) implements ModelLoader<M> {
    @Override
    public String canonical(String idOrAlias) {
        return loader.canonical(idOrAlias);
    }

    @Override
    public long expectedBytes(String id) {
        return loader.expectedBytes(id);
    }

    @Override
    public M load(String id) throws Exception {
        return metrics.timer("polyhead.model.load", "model", id).recordCallable(() -> loader.load(id));
    }

    @Override
    public long bytes(M model) {
        return loader.bytes(model);
    }
}
