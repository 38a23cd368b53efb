package dev.polyhead.webapp.composition;

import dev.polyhead.media.audio.NoMelodyException;
import dev.polyhead.music.UnreadableMidiException;
import dev.polyhead.webapp.errors.Problem;
import dev.polyhead.webapp.errors.ProblemSource;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** What is wrong with a primer, as the client is told. */
@Component
class CompositionProblems implements ProblemSource {
    @Override
    public Optional<Problem> of(Throwable exception) {
        if (exception instanceof UnreadableMidiException || exception instanceof NoMelodyException) {
            return Optional.of(new Problem(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    String.valueOf(exception.getMessage()),
                    "primer",
                    exception instanceof NoMelodyException ? "no_melody" : "unreadable_midi",
                    List.of(),
                    new HttpHeaders()));
        }
        return Optional.empty();
    }
}
