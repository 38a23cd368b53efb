package dev.polyhead.webapp.errors;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/**
 * What went wrong with a request.
 *
 * @param status HTTP's status
 * @param detail what is wrong, with which value, and what to do
 * @param param the field it is about
 * @param code a short word for programs, such as {@code model_not_found}
 * @param errors one entry for each wrong field, where there are several
 * @param headers sent along, such as {@code Retry-After}
 */
public record Problem(
        HttpStatusCode status,
        String detail,
        @Nullable String param,
        @Nullable String code,
        List<FieldProblem> errors,
        HttpHeaders headers) {

    public Problem(HttpStatusCode status, String detail) {
        this(status, detail, null, null, List.of(), new HttpHeaders());
    }

    /** A field and what is wrong with it. */
    public record FieldProblem(String field, String detail) {}

    /** The usual words for the status, such as "Not Found". */
    public String title() {
        HttpStatus known = HttpStatus.resolve(status.value());
        return known == null ? "Error" : known.getReasonPhrase();
    }

    /** OpenAI's {@code type} for this status. */
    public String openAiType() {
        return switch (status.value()) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status.is5xxServerError() ? "server_error" : "invalid_request_error";
        };
    }
}
