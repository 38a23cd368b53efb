package dev.polyhead.webapp.imagesearch;

import dev.polyhead.clip.CollectionBusyException;
import dev.polyhead.clip.CollectionException;
import dev.polyhead.webapp.errors.Problem;
import dev.polyhead.webapp.errors.ProblemSource;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** What a collection cannot do, as the client is told. */
@Component
class CollectionProblems implements ProblemSource {
    @Override
    public Optional<Problem> of(Throwable exception) {
        if (exception instanceof CollectionBusyException) {
            return Optional.of(new Problem(HttpStatus.CONFLICT, String.valueOf(exception.getMessage())));
        }
        if (exception instanceof CollectionException) {
            return Optional.of(new Problem(HttpStatus.UNPROCESSABLE_CONTENT, String.valueOf(exception.getMessage())));
        }
        return Optional.empty();
    }
}
