package dev.polyhead.core.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loaded models, shared by everyone. A model is loaded when it is first asked for, once however many ask; it stays until
 * memory is needed for another, it was idle for long, or somebody unloads it, and never goes while it is in use.
 *
 * @param <M> what a loaded model is
 */
public final class ModelPool<M extends AutoCloseable> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelPool.class);

    private final PoolSettings settings;
    private final ModelLoader<M> loader;
    private final LongSupplier nanos;
    private final @Nullable ScheduledExecutorService sweeper;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, LoadedModel<M>> places = new LinkedHashMap<>();
    private final Map<String, Failure> failures = new HashMap<>();
    private final Set<String> pinned = new TreeSet<>();
    private boolean closed;

    private record Failure(Throwable cause, long until) {}

    /**
     * What is known of a model that is loaded, or on its way.
     *
     * @param id its name
     * @param bytes what it takes, or is expected to take
     * @param leases how many use it
     * @param pinned whether it stays
     * @param loading whether it is not ready yet
     * @param unused since when nobody used it; zero while somebody does
     */
    public record Status(String id, long bytes, int leases, boolean pinned, boolean loading, Duration unused) {}

    public ModelPool(PoolSettings settings, ModelLoader<M> loader) {
        this(settings, loader, System::nanoTime, !settings.idle().isZero());
    }

    /** @param nanos a clock; for tests, which sweep by hand */
    ModelPool(PoolSettings settings, ModelLoader<M> loader, LongSupplier nanos, boolean sweeping) {
        this.settings = settings;
        this.loader = loader;
        this.nanos = nanos;
        this.sweeper = sweeping ? startSweeper() : null;
    }

    private ScheduledExecutorService startSweeper() {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(run -> {
            Thread thread = new Thread(run, "model-pool");
            thread.setDaemon(true);
            return thread;
        });
        long every = Math.max(10, settings.idle().toMillis() / 4);
        executor.scheduleWithFixedDelay(this::sweep, every, every, TimeUnit.MILLISECONDS);
        return executor;
    }

    /**
     * Takes a model, loading it if need be.
     *
     * @throws UnknownModelException if there is none of this name
     * @throws ModelUnavailableException if it does not fit, others hold the memory for too long, or it does not load
     */
    public Lease<M> lease(String idOrAlias) {
        String id = loader.canonical(idOrAlias);
        LoadedModel<M> ready = enterIfReady(id);
        if (ready != null) {
            return new Held(ready);
        }
        long expected = loader.expectedBytes(id);
        if (expected > settings.budget()) {
            throw new ModelUnavailableException(
                    "Model '%s' needs %s, but all models together may take %s. Raise the budget or take a smaller one."
                            .formatted(id, Bytes.text(expected), Bytes.text(settings.budget())),
                    Duration.ZERO,
                    null);
        }
        LoadedModel<M> place = enter(id, expected);
        if (place.state == LoadedModel.State.LOADING) {
            load(place);
        }
        return new Held(place);
    }

    private @Nullable LoadedModel<M> enterIfReady(String id) {
        lock.lock();
        try {
            LoadedModel<M> place = places.get(id);
            if (closed || place == null || place.state != LoadedModel.State.READY) {
                return null;
            }
            place.leases++;
            return place;
        } finally {
            lock.unlock();
        }
    }

    /** A place with one more lease: ready, or new and to be loaded by the caller. */
    private LoadedModel<M> enter(String id, long expected) {
        long deadline = nanos.getAsLong() + settings.patience().toNanos();
        while (true) {
            List<LoadedModel<M>> victims;
            lock.lock();
            try {
                if (closed) {
                    throw new IllegalStateException("The model pool is closed.");
                }
                LoadedModel<M> place = places.get(id);
                if (place != null) {
                    if (place.state == LoadedModel.State.READY) {
                        place.leases++;
                        return place;
                    }
                    await(deadline, true, id); // somebody is loading or closing it
                    continue;
                }
                throwIfItFailedLately(id);
                victims = victims(expected);
                if (victims.isEmpty()) {
                    if (used() + expected <= settings.budget()) {
                        LoadedModel<M> fresh = new LoadedModel<>(id, expected);
                        fresh.leases = 1;
                        places.put(id, fresh);
                        return fresh;
                    }
                    await(deadline, false, id);
                    continue;
                }
            } finally {
                lock.unlock();
            }
            close(victims);
        }
    }

    private void await(long deadline, boolean working, String id) {
        try {
            long left = working ? TimeUnit.SECONDS.toNanos(1) : deadline - nanos.getAsLong();
            if (left <= 0) {
                throw new ModelUnavailableException(
                        "There is no memory for model '%s' while others are in use: %s of %s are taken. Try again soon."
                                .formatted(id, Bytes.text(used()), Bytes.text(settings.budget())),
                        settings.patience().isZero() ? Duration.ofSeconds(1) : settings.patience(),
                        null);
            }
            changed.awaitNanos(left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelUnavailableException(
                    "Waiting for model '%s' was interrupted.".formatted(id), Duration.ZERO, e);
        }
    }

    private void throwIfItFailedLately(String id) {
        Failure failure = failures.get(id);
        if (failure == null) {
            return;
        }
        long left = failure.until - nanos.getAsLong();
        if (left <= 0) {
            failures.remove(id);
            return;
        }
        throw failed(id, failure.cause, Duration.ofNanos(left));
    }

    private static ModelUnavailableException failed(String id, Throwable cause, Duration left) {
        String again = left.isZero() ? "" : " It can be tried again in %d s.".formatted(Math.max(1, left.toSeconds()));
        return new ModelUnavailableException(
                "Model '%s' did not load: %s%s"
                        .formatted(id, cause.getMessage() == null ? cause : cause.getMessage(), again),
                left,
                cause);
    }

    private void load(LoadedModel<M> place) {
        long start = nanos.getAsLong();
        M model;
        try {
            model = loader.load(place.id);
        } catch (Exception | LinkageError | OutOfMemoryError e) {
            lock.lock();
            try {
                places.remove(place.id);
                failures.put(
                        place.id,
                        new Failure(e, nanos.getAsLong() + settings.coolDown().toNanos()));
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            throw failed(place.id, e, settings.coolDown());
        }
        List<LoadedModel<M>> victims;
        long bytes;
        lock.lock();
        try {
            place.ready(model);
            bytes = loader.bytes(model);
            victims = victims(0);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        LOG.info("Loaded {} in {} ms, {}.", place.id, (nanos.getAsLong() - start) / 1_000_000, Bytes.text(bytes));
        close(victims);
    }

    /** Marks what must go so that so many more bytes fit; the least recently used first. Held: the lock. */
    private List<LoadedModel<M>> victims(long more) {
        List<LoadedModel<M>> idle = places.values().stream()
                .filter(place -> place.idle() && !pinned.contains(place.id))
                .sorted(Comparator.comparingLong(place -> place.lastUsed))
                .toList();
        List<LoadedModel<M>> victims = new ArrayList<>();
        long over = used() + more - settings.budget();
        for (LoadedModel<M> place : idle) {
            if (over <= 0) {
                break;
            }
            over -= bytes(place);
            place.state = LoadedModel.State.CLOSING;
            victims.add(place);
        }
        return victims;
    }

    private long used() {
        return places.values().stream().mapToLong(this::bytes).sum();
    }

    private long bytes(LoadedModel<M> place) {
        return place.state == LoadedModel.State.LOADING ? place.expectedBytes : loader.bytes(place.model());
    }

    /** Closes models that were marked; without the lock, as it may take a while. */
    private void close(List<LoadedModel<M>> marked) {
        for (LoadedModel<M> place : marked) {
            place.close();
            lock.lock();
            try {
                places.remove(place.id);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            LOG.info("Unloaded {}.", place.id);
        }
        if (!marked.isEmpty()) {
            NativeHeap.trim();
        }
    }

    private void release(LoadedModel<M> place) {
        List<LoadedModel<M>> victims = new ArrayList<>();
        lock.lock();
        try {
            place.leases--;
            place.lastUsed = nanos.getAsLong();
            if (place.idle() && (closed || place.unloadWhenFree && !pinned.contains(place.id))) {
                place.state = LoadedModel.State.CLOSING;
                victims.add(place);
            }
            victims.addAll(victims(0));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        close(victims);
    }

    /** Loads a model so that the first request need not wait. */
    public void preload(String idOrAlias) {
        lease(idOrAlias).close();
    }

    /** Keeps a model loaded until it is unpinned: neither the budget nor idleness unloads it. Loads it if need be. */
    public void pin(String idOrAlias) {
        String id = loader.canonical(idOrAlias);
        try (Lease<M> lease = lease(id)) {
            lock.lock();
            try {
                pinned.add(lease.id());
            } finally {
                lock.unlock();
            }
        }
    }

    /** Lets a model go as any other. */
    public void unpin(String idOrAlias) {
        String id = loader.canonical(idOrAlias);
        lock.lock();
        try {
            pinned.remove(id);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Unloads a model, pinned or not: at once if nobody uses it, else as soon as nobody does.
     *
     * @return whether it is gone already
     */
    public boolean unload(String idOrAlias) {
        String id = loader.canonical(idOrAlias);
        List<LoadedModel<M>> marked = new ArrayList<>();
        lock.lock();
        try {
            pinned.remove(id);
            failures.remove(id);
            LoadedModel<M> place = places.get(id);
            if (place == null) {
                return true;
            }
            place.unloadWhenFree = true;
            if (place.idle()) {
                place.state = LoadedModel.State.CLOSING;
                marked.add(place);
            }
        } finally {
            lock.unlock();
        }
        close(marked);
        return !marked.isEmpty();
    }

    /** Unloads what nobody used for long. */
    void sweep() {
        List<LoadedModel<M>> marked = new ArrayList<>();
        lock.lock();
        try {
            long now = nanos.getAsLong();
            for (LoadedModel<M> place : places.values()) {
                if (place.idle()
                        && !pinned.contains(place.id)
                        && now - place.lastUsed >= settings.idle().toNanos()) {
                    place.state = LoadedModel.State.CLOSING;
                    marked.add(place);
                }
            }
        } finally {
            lock.unlock();
        }
        close(marked);
    }

    /** What is loaded, or on its way. */
    public List<Status> status() {
        lock.lock();
        try {
            long now = nanos.getAsLong();
            return places.values().stream()
                    .map(place -> new Status(
                            place.id,
                            bytes(place),
                            place.leases,
                            pinned.contains(place.id),
                            place.state == LoadedModel.State.LOADING,
                            place.idle() ? Duration.ofNanos(now - place.lastUsed) : Duration.ZERO))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Bytes that models may take together. */
    public long budget() {
        return settings.budget();
    }

    /** Bytes that models take now. */
    public long usedBytes() {
        lock.lock();
        try {
            return used();
        } finally {
            lock.unlock();
        }
    }

    /** Unloads everything: at once what nobody uses, the rest when its last lease is closed. Nothing is lent after. */
    @Override
    public void close() {
        if (sweeper != null) {
            sweeper.shutdownNow();
        }
        List<LoadedModel<M>> marked = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            for (LoadedModel<M> place : places.values()) {
                if (place.idle()) {
                    place.state = LoadedModel.State.CLOSING;
                    marked.add(place);
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        close(marked);
    }

    private final class Held implements Lease<M> {
        private final LoadedModel<M> place;
        private final AtomicBoolean returned = new AtomicBoolean();

        Held(LoadedModel<M> place) {
            this.place = place;
        }

        @Override
        public String id() {
            return place.id;
        }

        @Override
        public M model() {
            requireHeld();
            return place.model();
        }

        @Override
        public <T> T view(Class<T> kind, Function<? super M, ? extends T> make) {
            requireHeld();
            return place.view(kind, make);
        }

        private void requireHeld() {
            if (returned.get()) {
                throw new IllegalStateException("The lease of model '%s' was closed.".formatted(place.id));
            }
        }

        @Override
        public void close() {
            if (returned.compareAndSet(false, true)) {
                release(place);
            }
        }
    }
}
