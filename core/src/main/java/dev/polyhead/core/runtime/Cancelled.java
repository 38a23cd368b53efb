package dev.polyhead.core.runtime;

/** A run that was asked to stop and did. */
public class Cancelled extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Cancelled() {
        super("The run was cancelled.");
    }
}
