package dev.polyhead.webapp.security;

/** An address showed so many wrong keys that it has to wait. */
final class TooManyFailures extends RuntimeException {
    static final String MESSAGE = "Too many wrong keys came from this address. Wait a minute.";

    private static final long serialVersionUID = 1L;

    TooManyFailures() {
        super(MESSAGE);
    }
}
