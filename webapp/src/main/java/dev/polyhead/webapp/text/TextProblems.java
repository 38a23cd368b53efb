package dev.polyhead.webapp.text;

import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.generation.RejectedException;
import dev.polyhead.text.TooLongException;
import dev.polyhead.text.UnsuitableModelException;
import dev.polyhead.text.template.TemplateException;
import dev.polyhead.text.tokenizer.TokenizerException;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.errors.Problem;
import dev.polyhead.webapp.errors.ProblemSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** What clients are told of text that cannot be processed. */
@Component
class TextProblems implements ProblemSource {
    @Override
    public Optional<Problem> of(Throwable exception) {
        if (exception instanceof RejectedException rejected) {
            return Optional.of(ApiException.busy(rejected.retryAfter(), String.valueOf(rejected.getMessage()))
                    .problem());
        }
        if (exception instanceof TooLongException) {
            return problem(HttpStatus.BAD_REQUEST, exception, "context_length_exceeded");
        }
        if (exception instanceof UnsuitableModelException) {
            return problem(HttpStatus.UNPROCESSABLE_CONTENT, exception, "model", "unsuitable_model");
        }
        if (exception instanceof TemplateException) {
            return problem(HttpStatus.BAD_REQUEST, exception, "chat_template");
        }
        if (exception instanceof TokenizerException || exception instanceof CheckpointException) {
            return problem(HttpStatus.UNPROCESSABLE_CONTENT, exception, "broken_model");
        }
        boolean ours = exception instanceof IllegalArgumentException
                && exception.getStackTrace().length > 0
                && exception.getStackTrace()[0].getClassName().startsWith("dev.polyhead.");
        return ours ? problem(HttpStatus.BAD_REQUEST, exception, null) : Optional.empty();
    }

    private static Optional<Problem> problem(HttpStatus status, Throwable exception, @Nullable String code) {
        return problem(status, exception, null, code);
    }

    private static Optional<Problem> problem(
            HttpStatus status, Throwable exception, @Nullable String param, @Nullable String code) {
        String detail = String.valueOf(exception.getMessage());
        return Optional.of(new Problem(status, detail, param, code, List.of(), new HttpHeaders()));
    }
}
