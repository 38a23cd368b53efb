package dev.polyhead.core.hub;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A place of {@link ModelPool} and what fills it. Guarded by the pool's lock, except for the views. */
final class LoadedModel<M extends AutoCloseable> {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedModel.class);

    enum State {
        LOADING,
        READY,
        CLOSING
    }

    final String id;
    final long expectedBytes;
    State state = State.LOADING;
    int leases;
    long lastUsed;
    boolean unloadWhenFree;
    private @Nullable M model;
    private final Map<Class<?>, Object> views = new LinkedHashMap<>();

    LoadedModel(String id, long expectedBytes) {
        this.id = id;
        this.expectedBytes = expectedBytes;
    }

    void ready(M loaded) {
        model = loaded;
        state = State.READY;
    }

    M model() {
        if (model == null) {
            throw new IllegalStateException("Model '%s' is not loaded.".formatted(id));
        }
        return model;
    }

    boolean idle() {
        return state == State.READY && leases == 0;
    }

    <T> T view(Class<T> kind, Function<? super M, ? extends T> make) {
        synchronized (views) {
            Object known = views.get(kind);
            if (known == null) {
                known = make.apply(model());
                views.put(kind, known);
            }
            return kind.cast(known);
        }
    }

    /** Closes the views, last made first, then the model. */
    void close() {
        List<Object> toClose;
        synchronized (views) {
            toClose = new ArrayList<>(views.values());
            views.clear();
        }
        Collections.reverse(toClose);
        toClose.add(model());
        for (Object closing : toClose) {
            if (closing instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (Exception e) {
                    LOG.error("A part of model '{}' did not close; its memory may be lost until a restart.", id, e);
                }
            }
        }
    }
}
