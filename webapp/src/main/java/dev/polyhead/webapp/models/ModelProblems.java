package dev.polyhead.webapp.models;

import dev.polyhead.core.hub.ModelUnavailableException;
import dev.polyhead.core.hub.UnknownModelException;
import dev.polyhead.webapp.errors.Problem;
import dev.polyhead.webapp.errors.ProblemSource;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Models that are unknown, or cannot be had now, for whoever asked. */
@Component
class ModelProblems implements ProblemSource {
    @Override
    public Optional<Problem> of(Throwable exception) {
        if (exception instanceof UnknownModelException) {
            return Optional.of(new Problem(
                    HttpStatus.NOT_FOUND,
                    String.valueOf(exception.getMessage()),
                    "model",
                    "model_not_found",
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
                    HttpStatus.SERVICE_UNAVAILABLE,
                    String.valueOf(exception.getMessage()),
                    "model",
                    "model_unavailable",
                    List.of(),
                    headers));
        }
        return Optional.empty();
    }
}
