package dev.polyhead.webapp.errors;

import jakarta.validation.ConstraintViolationException;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.TypeMismatchException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;
import org.springframework.validation.FieldError;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Finds for each exception what the client is told; whatever nobody knows is a 500 that gives nothing away. */
@Component
public class Problems {
    private final List<ProblemSource> sources;

    Problems(ObjectProvider<ProblemSource> sources) {
        this.sources = sources.orderedStream().toList();
    }

    /** What the client is told of this exception. */
    public Problem of(Throwable exception) {
        for (Throwable at = exception; at != null; at = at.getCause()) {
            Optional<Problem> known = known(at);
            if (known.isPresent()) {
                return known.get();
            }
        }
        return new Problem(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "Something went wrong inside the server. Its log says what, under the id of this error.");
    }

    private Optional<Problem> known(Throwable exception) {
        if (exception instanceof ApiException api) {
            return Optional.of(api.problem());
        }
        for (ProblemSource source : sources) {
            Optional<Problem> problem = source.of(exception);
            if (problem.isPresent()) {
                return problem;
            }
        }
        if (FullDisk.isBehind(exception)) {
            return Optional.of(FullDisk.PROBLEM);
        }
        return DatabaseAway.isBehind(exception) ? Optional.of(DatabaseAway.PROBLEM) : ofSpring(exception);
    }

    private static Optional<Problem> ofSpring(Throwable exception) {
        if (exception instanceof NoResourceFoundException) {
            return Optional.of(new Problem(
                    HttpStatus.NOT_FOUND, "There is nothing at this address. /v3/api-docs lists what there is."));
        }
        if (exception instanceof MissingServletRequestParameterException missing) {
            return bad(missing.getParameterName(), "The field '%s' is missing.".formatted(missing.getParameterName()));
        }
        if (exception instanceof MissingServletRequestPartException missing) {
            return bad(
                    missing.getRequestPartName(),
                    "The field '%s' is missing. Send it as multipart/form-data."
                            .formatted(missing.getRequestPartName()));
        }
        if (exception instanceof MethodArgumentTypeMismatchException mismatch) {
            return bad(
                    mismatch.getName(),
                    "'%s' is '%s', which is not a valid value.".formatted(mismatch.getName(), mismatch.getValue()));
        }
        if (exception instanceof TypeMismatchException mismatch) {
            return bad(mismatch.getPropertyName(), "'%s' is not a valid value.".formatted(mismatch.getValue()));
        }
        if (exception instanceof MethodArgumentNotValidException invalid) {
            return Optional.of(of(invalid));
        }
        if (exception instanceof ConstraintViolationException invalid) {
            return bad(null, String.valueOf(invalid.getMessage()));
        }
        if (exception instanceof HttpMessageNotReadableException unreadable) {
            return bad(null, "The body cannot be read: " + firstLine(unreadable));
        }
        if (exception instanceof MaxUploadSizeExceededException) {
            return Optional.of(new Problem(
                    HttpStatus.CONTENT_TOO_LARGE, "The upload is larger than this server takes (polyhead.limits)."));
        }
        if (exception instanceof MultipartException) {
            return bad(null, "The form cannot be read. Send multipart/form-data with a boundary, and all of it.");
        }
        if (exception instanceof ErrorResponse response) {
            String detail = response.getBody().getDetail();
            return Optional.of(new Problem(
                    response.getStatusCode(),
                    detail == null ? response.getStatusCode().toString() : detail,
                    null,
                    null,
                    List.of(),
                    response.getHeaders()));
        }
        return Optional.empty();
    }

    private static Problem of(MethodArgumentNotValidException invalid) {
        List<Problem.FieldProblem> errors = invalid.getBindingResult().getAllErrors().stream()
                .map(error -> new Problem.FieldProblem(
                        error instanceof FieldError field ? field.getField() : error.getObjectName(),
                        String.valueOf(error.getDefaultMessage())))
                .toList();
        String detail = String.join(
                ". ",
                errors.stream()
                        .map(each -> "'%s' %s".formatted(each.field(), each.detail()))
                        .toList());
        String first = errors.isEmpty() ? null : errors.get(0).field();
        return new Problem(HttpStatus.BAD_REQUEST, detail + ".", first, null, errors, new HttpHeaders());
    }

    private static Optional<Problem> bad(@org.jspecify.annotations.Nullable String param, String detail) {
        return Optional.of(new Problem(HttpStatus.BAD_REQUEST, detail, param, null, List.of(), new HttpHeaders()));
    }

    /** The reader's own word on what it stumbled over, without the classes it was about to make of it. */
    private static String firstLine(HttpMessageNotReadableException unreadable) {
        Throwable cause = unreadable.getCause();
        if (cause == null) {
            return "it is missing or not what this address takes.";
        }
        String line = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return line.replaceAll("`?dev\\.polyhead[\\w.$]*`?", "the request")
                .replaceAll("\\s*\\(.*", "")
                .replaceFirst(": (was expecting$|enable .*)", "");
    }
}
