package dev.polyhead.webapp.classification;

import dev.polyhead.media.image.UnreadableImageException;
import dev.polyhead.webapp.errors.Problem;
import dev.polyhead.webapp.errors.ProblemSource;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** What is wrong with a picture that was not sent but found, such as in a collection. */
@Component
class ImageProblems implements ProblemSource {
    @Override
    public Optional<Problem> of(Throwable exception) {
        return exception instanceof UnreadableImageException
                ? Optional.of(new Problem(HttpStatus.UNPROCESSABLE_CONTENT, String.valueOf(exception.getMessage())))
                : Optional.empty();
    }
}
