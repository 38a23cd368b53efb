package dev.polyhead.core.generation;

import java.util.ArrayList;
import java.util.List;

/** A switch that ends a run from another thread. Once thrown it stays so. */
public final class Cancellation {
    private final List<Runnable> listeners = new ArrayList<>();
    private boolean cancelled;

    /** Ends the run; what was written until then is returned. */
    public void cancel() {
        List<Runnable> toTell;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            toTell = List.copyOf(listeners);
        }
        toTell.forEach(Runnable::run);
    }

    public synchronized boolean cancelled() {
        return cancelled;
    }

    /**
     * Asks to be told of {@link #cancel()}; at once if it was called already.
     *
     * @return to be closed when there is nothing left to cancel
     */
    public Registration onCancel(Runnable listener) {
        synchronized (this) {
            if (!cancelled) {
                listeners.add(listener);
                return () -> remove(listener);
            }
        }
        listener.run();
        return () -> {};
    }

    private synchronized void remove(Runnable listener) {
        listeners.remove(listener);
    }

    /** That a listener is interested. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
