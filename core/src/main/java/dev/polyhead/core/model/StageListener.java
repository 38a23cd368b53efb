package dev.polyhead.core.model;

/**
 * Told how long each run of a model's graphs took, for measuring. Called by the thread that ran it, once a decoding step
 * at most: it must be quick. A run that failed or was cancelled is not told.
 */
@FunctionalInterface
public interface StageListener {
    /** Listens to nothing. */
    StageListener NONE = (stage, rows, tokens, nanos) -> {};

    /** What a run was for. */
    enum Stage {
        /** A model without a token loop: embeddings, labels, spans; or a model run as a whole. */
        READ,
        /** The encoder before a token loop. */
        ENCODE,
        /** What is given to the decoder before it writes: a prompt, or what was written elsewhere. */
        PREFILL,
        /** One further token of every row. */
        STEP,
        /** The decoder over whole rows that are written already: word times, attention. */
        REVIEW
    }

    /**
     * A run has ended.
     *
     * @param rows items computed side by side
     * @param tokens token positions computed in all rows, padding included; 0 where the input is no tokens
     */
    void ran(Stage stage, int rows, long tokens, long nanos);
}
