package dev.polyhead.speech;

/** Hears of a transcription while it goes on. Partial text may come from another thread than the rest. */
public interface TranscriptionListener {
    /** Hears nothing. */
    TranscriptionListener NONE = new TranscriptionListener() {};

    /** The language is known. */
    default void language(LanguageProbability language) {}

    /**
     * How far it is.
     *
     * @param seconds of the recording that are done
     * @param total seconds of the recording; NaN while unknown
     */
    default void progress(double seconds, double total) {}

    /**
     * What is written about a window that is not finished; each call replaces the one before.
     *
     * @param start seconds at which the window begins
     * @param text so far
     */
    default void partial(double start, String text) {}

    /** A segment is finished. */
    default void segment(Segment segment) {}

    /** Everything before a point is finished; a later run can go on from there. */
    default void checkpoint(TranscriptionState state) {}
}
