package dev.polyhead.webapp.frame;

import dev.polyhead.core.runtime.Cancelled;
import dev.polyhead.webapp.errors.Problem;
import dev.polyhead.webapp.errors.Problems;
import dev.polyhead.webapp.system.TraceFilter;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/** Answers every failure, whether a controller threw it or the container found it before any controller was asked. */
@ControllerAdvice
@Controller
class ErrorAnswers implements ErrorController {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);

    /** What nginx writes into its log then; nobody else sees it. */
    private static final int CLIENT_LEFT = 499;

    /** What Tomcat throws when a sender hangs up; files that end too early are told of by exceptions of their task. */
    private static final Problem CUT =
            new Problem(HttpStatusCode.valueOf(CLIENT_LEFT), "The client left before its request was complete.");

    /** What Tomcat throws when a sender is silent for too long ({@code server.tomcat.connection-timeout}). */
    private static final Problem SILENT =
            new Problem(HttpStatus.REQUEST_TIMEOUT, "The rest of the request did not arrive in time. Send it again.");

    private final Problems problems;
    private final ProblemRenderer renderer;

    ErrorAnswers(Problems problems, ProblemRenderer renderer) {
        this.problems = problems;
        this.renderer = renderer;
    }

    @ExceptionHandler
    @Nullable
    Object thrown(Exception exception, HttpServletRequest request, HttpServletResponse response) {
        boolean left = exception instanceof AsyncRequestNotUsableException || exception instanceof Cancelled;
        if (left || response.isCommitted()) {
            LOG.debug("The client left before the answer was complete: {}", exception.toString());
            if (!response.isCommitted()) {
                response.setStatus(CLIENT_LEFT);
            }
            return null;
        }
        Problem problem = problem(exception);
        String id = TraceFilter.id(request);
        log(problem, id, request.getRequestURI(), exception);
        return renderer.render(problem, request.getRequestURI(), id, request, response);
    }

    /** What filters refuse with {@code sendError}, and what the container refuses by itself. */
    @RequestMapping("/error")
    Object refused(HttpServletRequest request, HttpServletResponse response) {
        String path = String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
        Throwable exception = (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        String id = TraceFilter.id(request);
        Problem problem = exception == null ? ofStatus(request) : problem(exception);
        log(problem, id, path, exception);
        return renderer.render(problem, path.equals("null") ? "/" : path, id, request, response);
    }

    private Problem problem(Throwable exception) {
        if (isOrComesFrom(EOFException.class, exception)) {
            return CUT;
        }
        return isOrComesFrom(SocketTimeoutException.class, exception) ? SILENT : problems.of(exception);
    }

    private static boolean isOrComesFrom(Class<? extends Exception> type, Throwable exception) {
        return type.isInstance(exception) || type.isInstance(exception.getCause());
    }

    private static Problem ofStatus(HttpServletRequest request) {
        if (request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code) {
            Object said = request.getAttribute(RequestDispatcher.ERROR_MESSAGE);
            HttpStatus known = HttpStatus.resolve(code);
            String detail = said == null || said.toString().isBlank()
                    ? (known == null ? "The request cannot be answered." : known.getReasonPhrase())
                    : said.toString();
            return new Problem(HttpStatusCode.valueOf(code), detail);
        }
        return new Problem(HttpStatus.NOT_FOUND, "There is nothing at this address.");
    }

    private static void log(Problem problem, String id, String path, @Nullable Throwable exception) {
        String safePath = path.replaceAll("\\p{Cntrl}", "_");
        if (problem.status().equals(HttpStatus.INTERNAL_SERVER_ERROR)) {
            LOG.error("Error {} at {}: {}", id, safePath, problem.detail(), exception);
        } else if (problem.status().is5xxServerError()) {
            LOG.warn("Error {} at {}: {} {}", id, safePath, problem.status().value(), oneLine(problem.detail()));
        } else {
            LOG.info("Refused {} at {}: {} {}", id, safePath, problem.status().value(), oneLine(problem.detail()));
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
