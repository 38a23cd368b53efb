package dev.polyhead.webapp.system;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Two servers on one data folder: says so, instead of showing what H2 thinks of it. */
class DatabaseInUse implements FailureAnalyzer {
    /** H2's DATABASE_ALREADY_OPEN_1. */
    private static final int ALREADY_OPEN = 90_020;

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql && sql.getErrorCode() == ALREADY_OPEN) {
                return new FailureAnalysis(
                        "Another server is using the same data folder.",
                        "Stop it, or give this one a folder of its own with POLYHEAD_DATA_DIR.",
                        failure);
            }
        }
        return null;
    }
}
