package dev.polyhead.webapp.errors;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** A database that does not answer: it is restarted, cut off, or has no connection left. */
public final class DatabaseAway {
    static final Problem PROBLEM = new Problem(
            HttpStatus.SERVICE_UNAVAILABLE,
            "The database does not answer now. What was accepted is kept; try again in a little while.",
            null,
            "database_unavailable",
            List.of(),
            retryAfter());

    private DatabaseAway() {}

    private static HttpHeaders retryAfter() {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, "5");
        return headers;
    }

    /** Says whether an exception comes from that. */
    public static boolean isBehind(Throwable exception) {
        for (Throwable at = exception; at != null; at = at.getCause()) {
            if (at instanceof SQLTransientConnectionException
                    || at instanceof SQLNonTransientConnectionException
                    || at instanceof SQLRecoverableException
                    || at instanceof SQLException sql && isConnection(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** Class 08 of the SQL standard, and what PostgreSQL says while it goes down or comes up (its appendix A, 57P). */
    private static boolean isConnection(@Nullable String state) {
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }
}
