package dev.polyhead.webapp.errors;

import java.util.Optional;

/** Turns a feature's own exceptions into problems. A bean of this type is asked for every exception in turn. */
@FunctionalInterface
public interface ProblemSource {
    /** What the client is told of this exception; empty if it is not one of ours. */
    Optional<Problem> of(Throwable exception);
}
