package dev.polyhead.clip;

/** Watches an import and may stop it. Called by the importing thread, after every few pictures. */
@FunctionalInterface
public interface ImportListener {
    /** What shall happen next. */
    enum Wish {
        /** Go on. */
        GO_ON,
        /** Keep what is there and return; the same import, run again, goes on from here. */
        STOP
    }

    /** Told how far it has come; answers what shall happen next. */
    Wish progress(ImportProgress progress);

    /** Lets every import run to its end. */
    ImportListener NONE = progress -> Wish.GO_ON;
}
