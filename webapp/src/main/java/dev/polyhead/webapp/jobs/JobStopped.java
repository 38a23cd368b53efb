package dev.polyhead.webapp.jobs;

/** The work was asked to stop, and does. */
public final class JobStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JobStopped() {
        super("The job was asked to stop.", null, false, false);
    }
}
