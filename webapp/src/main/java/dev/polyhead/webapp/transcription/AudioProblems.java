package dev.polyhead.webapp.transcription;

import dev.polyhead.media.audio.AudioTooLongException;
import dev.polyhead.media.audio.UnreadableAudioException;
import dev.polyhead.webapp.errors.Problem;
import dev.polyhead.webapp.errors.ProblemSource;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** What is wrong with a recording, for its sender. */
@Component
class AudioProblems implements ProblemSource {
    @Override
    public Optional<Problem> of(Throwable exception) {
        if (exception instanceof AudioTooLongException) {
            return Optional.of(problem(HttpStatus.CONTENT_TOO_LARGE, exception));
        }
        if (exception instanceof UnreadableAudioException) {
            return Optional.of(problem(HttpStatus.UNPROCESSABLE_CONTENT, exception));
        }
        return Optional.empty();
    }

    private static Problem problem(HttpStatus status, Throwable exception) {
        return new Problem(status, String.valueOf(exception.getMessage()), "file", null, List.of(), new HttpHeaders());
    }
}
