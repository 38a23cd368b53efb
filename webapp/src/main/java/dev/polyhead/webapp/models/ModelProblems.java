package dev.polyhead.webapp.models;

import dev.polyhead.core.hub.HubException;
import dev.polyhead.core.hub.ModelUnavailableException;
import dev.polyhead.core.hub.StoreException;
import dev.polyhead.core.hub.UnknownModelException;
import dev.polyhead.core.runtime.MemoryFailure;
import dev.polyhead.webapp.errors.Problem;
import dev.polyhead.webapp.errors.ProblemSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Models that are unknown, or cannot be had now, for whoever asked; and what goes wrong with the hub. */
@Component
class ModelProblems implements ProblemSource {
    @Override
    public Optional<Problem> of(Throwable exception) {
        String detail = String.valueOf(exception.getMessage());
        if (exception instanceof UnknownModelException) {
            return problem(HttpStatus.NOT_FOUND, detail, "model", "model_not_found");
        }
        if (exception instanceof MemoryFailure) {
            return Optional.of(new Problem(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    String.valueOf(exception.getMessage()),
                    null,
                    "out_of_memory",
                    List.of(),
                    new HttpHeaders()));
        }
        if (exception instanceof ModelUnavailableException unavailable) {
            HttpHeaders headers = new HttpHeaders();
            if (!unavailable.retryAfter().isZero()) {
                headers.set(
                        HttpHeaders.RETRY_AFTER,
                        String.valueOf(Math.max(1, unavailable.retryAfter().toSeconds())));
            }
            return Optional.of(new Problem(
                    HttpStatus.SERVICE_UNAVAILABLE, detail, "model", "model_unavailable", List.of(), headers));
        }
        if (exception instanceof StoreException) {
            return problem(HttpStatus.CONFLICT, detail, "id", null);
        }
        if (exception instanceof HubException hub) {
            return problem(
                    status(hub.kind()), detail, "id", "hub_" + hub.kind().name().toLowerCase(Locale.ROOT));
        }
        return Optional.empty();
    }

    /** The hub's own trouble is not the client's: 502, as of any server behind this one. */
    private static HttpStatus status(HubException.Kind kind) {
        return switch (kind) {
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case UNSUPPORTED -> HttpStatus.UNPROCESSABLE_CONTENT;
            case CANCELLED -> HttpStatus.CONFLICT;
            case OFFLINE, RATE_LIMITED -> HttpStatus.SERVICE_UNAVAILABLE;
            case NO_SPACE -> HttpStatus.INSUFFICIENT_STORAGE;
            case UNREACHABLE, DAMAGED -> HttpStatus.BAD_GATEWAY;
        };
    }

    private static Optional<Problem> problem(HttpStatus status, String detail, String param, @Nullable String code) {
        return Optional.of(new Problem(status, detail, param, code, List.of(), new HttpHeaders()));
    }
}
