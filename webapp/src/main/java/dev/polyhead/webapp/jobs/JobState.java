package dev.polyhead.webapp.jobs;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a job stands. */
public enum JobState {
    QUEUED,
    RUNNING,
    PAUSED,
    DONE,
    FAILED,
    CANCELLED;

    /** Says whether it is over, so that only {@code retry} would change it. */
    public boolean isOver() {
        return this == DONE || this == FAILED || this == CANCELLED;
    }

    /** The word on the wire and in the table. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static JobState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
