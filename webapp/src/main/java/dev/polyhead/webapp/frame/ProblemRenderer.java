package dev.polyhead.webapp.frame;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.polyhead.webapp.errors.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/** Shows a problem the way its reader expects: OpenAI's envelope under {@code /v1}, a page, or problem details. */
@Component
class ProblemRenderer {
    private static final List<String> FOR_PROGRAMS =
            List.of("/api/", "/v1/", "/actuator/", "/v3/", "/js/", "/css/", "/webjars/", "/models/");

    private final PageFrame frame;

    ProblemRenderer(PageFrame frame) {
        this.frame = frame;
    }

    /**
     * The answer.
     *
     * @param path what was asked for, which is not the request's own path once the container forwarded it
     * @param id under which the log knows this failure
     * @return a {@link ResponseEntity} or a {@link ModelAndView}
     */
    Object render(Problem problem, String path, String id, HttpServletRequest request, HttpServletResponse response) {
        problem.headers().forEach((name, values) -> values.forEach(value -> response.setHeader(name, value)));
        if (path.equals("/v1") || path.startsWith("/v1/")) {
            return entity(problem, MediaType.APPLICATION_JSON, openAi(problem));
        }
        if (wantsPage(path, request)) {
            return page(problem, id, request, response);
        }
        return entity(problem, MediaType.APPLICATION_PROBLEM_JSON, details(problem, path, id));
    }

    private static boolean wantsPage(String path, HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null
                && accept.contains("text/html")
                && FOR_PROGRAMS.stream().noneMatch(path::startsWith);
    }

    private static ResponseEntity<Object> entity(Problem problem, MediaType type, Object body) {
        return ResponseEntity.status(problem.status()).contentType(type).body(body);
    }

    private static OpenAiError openAi(Problem problem) {
        return new OpenAiError(
                new OpenAiError.Said(problem.detail(), problem.openAiType(), problem.param(), problem.code()));
    }

    /** OpenAI's envelope; its clients expect all four members, null or not. */
    private record OpenAiError(Said error) {
        @JsonInclude(JsonInclude.Include.ALWAYS)
        private record Said(
                String message,
                String type,
                @Nullable String param,
                @Nullable String code) {}
    }

    private static Map<String, Object> details(Problem problem, String path, String id) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", problem.title());
        body.put("status", problem.status().value());
        body.put("detail", problem.detail());
        body.put("instance", URI.create(path.replaceAll("[^\\w/.~%:-]", "_")));
        body.put("id", id);
        if (problem.code() != null) {
            body.put("code", problem.code());
        }
        if (!problem.errors().isEmpty()) {
            body.put("errors", problem.errors());
        } else if (problem.param() != null) {
            body.put("errors", List.of(new Problem.FieldProblem(problem.param(), problem.detail())));
        }
        return body;
    }

    private ModelAndView page(Problem problem, String id, HttpServletRequest request, HttpServletResponse response) {
        ModelAndView page = new ModelAndView("error", problem.status());
        page.addObject("frame", frame.of(request, response, LocaleContextHolder.getLocale()));
        page.addObject("problem", problem);
        page.addObject("errorId", id);
        return page;
    }
}
