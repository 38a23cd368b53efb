package dev.polyhead.webapp.errors;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** A request that is answered with an error; the message is for the client. */
public class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ApiException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    public ApiException(Problem problem, Throwable cause) {
        super(problem.detail(), cause);
        this.problem = problem;
    }

    /** 400: the request is malformed. */
    public static ApiException badRequest(@Nullable String param, String detail) {
        return of(HttpStatus.BAD_REQUEST, param, null, detail);
    }

    /** 404: there is no such thing. */
    public static ApiException notFound(@Nullable String param, @Nullable String code, String detail) {
        return of(HttpStatus.NOT_FOUND, param, code, detail);
    }

    /** 409: not in this state. */
    public static ApiException conflict(String detail) {
        return of(HttpStatus.CONFLICT, null, null, detail);
    }

    /** 413: more than this server takes. */
    public static ApiException tooLarge(@Nullable String param, String detail) {
        return of(HttpStatus.CONTENT_TOO_LARGE, param, null, detail);
    }

    /** 415: not the kind of file this is for. */
    public static ApiException unsupportedMedia(@Nullable String param, String detail) {
        return of(HttpStatus.UNSUPPORTED_MEDIA_TYPE, param, null, detail);
    }

    /** 422: the right kind of file, but it cannot be processed. */
    public static ApiException unprocessable(@Nullable String param, String detail) {
        return of(HttpStatus.UNPROCESSABLE_CONTENT, param, null, detail);
    }

    /** 429: too much is waiting already. */
    public static ApiException busy(Duration retryAfter, String detail) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(Math.max(1, retryAfter.toSeconds())));
        return new ApiException(
                new Problem(HttpStatus.TOO_MANY_REQUESTS, detail, null, "rate_limit_exceeded", List.of(), headers));
    }

    /** Any other status. */
    public static ApiException of(HttpStatus status, @Nullable String param, @Nullable String code, String detail) {
        return new ApiException(new Problem(status, detail, param, code, List.of(), new HttpHeaders()));
    }

    /** What the client is told. */
    public Problem problem() {
        return problem;
    }
}
