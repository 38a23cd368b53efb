package dev.polyhead.music;

/** Hears a piece while it is being written. Called by the thread that writes. */
public interface CompositionListener {
    /** Hears nothing. */
    CompositionListener NONE = (candidate, event) -> {};

    /**
     * A key goes down or up. What was given to continue comes first, at once.
     *
     * @param candidate which piece, from 0
     */
    void event(int candidate, PlayedEvent event);

    /**
     * The piece went wrong and is begun anew; what was heard of it is void.
     *
     * @param reason a sentence
     */
    default void restarted(int candidate, String reason) {}

    /**
     * How far the writing is.
     *
     * @param seconds of new music written
     * @param events written
     */
    default void progress(int candidate, double seconds, int events) {}
}
