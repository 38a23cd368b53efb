package dev.polyhead.core.hub;

/**
 * How {@link ModelPool} gets at models.
 *
 * @param <M> what a loaded model is
 */
public interface ModelLoader<M extends AutoCloseable> {
    /**
     * The one name of a model that may be asked for by several. Called for every request, so it should be quick; need not
     * know whether the model exists.
     */
    String canonical(String idOrAlias);

    /**
     * About how many bytes it will take, before it is loaded.
     *
     * @throws UnknownModelException if there is no such model
     */
    long expectedBytes(String id);

    /** Loads it. */
    M load(String id) throws Exception;

    /** How many bytes it takes now. */
    long bytes(M model);
}
