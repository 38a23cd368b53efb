package dev.polyhead.core.hub;

import java.util.function.Function;

/**
 * The right to use a loaded model until closed. Closing it twice does nothing.
 *
 * @param <M> what a loaded model is
 */
public interface Lease<M extends AutoCloseable> extends AutoCloseable {
    /** Its id, whatever alias was asked for. */
    String id();

    /**
     * The model.
     *
     * @throws IllegalStateException if the lease was closed
     */
    M model();

    /**
     * Something made from the model that lives as long as it is loaded, such as a task with its tokenizer: made once,
     * shared by all leases, and closed before the model if it can be.
     *
     * @param kind what it is; one of each kind is kept
     */
    <T> T view(Class<T> kind, Function<? super M, ? extends T> make);

    @Override
    void close();
}
