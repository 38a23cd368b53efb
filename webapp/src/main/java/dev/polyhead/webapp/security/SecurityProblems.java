package dev.polyhead.webapp.security;

import dev.polyhead.webapp.errors.Problem;
import dev.polyhead.webapp.errors.ProblemSource;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.stereotype.Component;

/** What clients are told of keys that are not made, and of headers that the firewall finds only when they are read. */
@Component
class SecurityProblems implements ProblemSource {
    @Override
    public Optional<Problem> of(Throwable exception) {
        if (exception instanceof KeyRefused refused) {
            HttpStatus status = switch (refused.why()) {
                case NAME, SCOPE, EXPIRES -> HttpStatus.BAD_REQUEST;
                case UNKNOWN -> HttpStatus.NOT_FOUND;
                case LAST -> HttpStatus.CONFLICT;
            };
            return Optional.of(new Problem(status, String.valueOf(refused.getMessage())));
        }
        if (exception instanceof RequestRejectedException) {
            return Optional.of(new Problem(
                    HttpStatus.BAD_REQUEST,
                    "A header, field or path of this request holds what no honest client sends."));
        }
        return Optional.empty();
    }
}
