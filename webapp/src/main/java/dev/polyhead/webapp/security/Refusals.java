package dev.polyhead.webapp.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/** What those are told who may not enter. */
final class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler {
    private final AccessRules rules;

    Refusals(AccessRules rules) {
        this.rules = rules;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (CallerContext.mustWait(request)) {
            response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(FailedAttempts.SPAN.toSeconds()));
            response.sendError(429, TooManyFailures.MESSAGE);
            return;
        }
        boolean showed = request.getHeader(HttpHeaders.AUTHORIZATION) != null;
        if (!showed && isPage(request)) {
            String here = request.getRequestURI();
            response.sendRedirect(
                    here.equals("/") ? "/login" : "/login?next=" + URLEncoder.encode(here, StandardCharsets.UTF_8));
            return;
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"polyhead\"");
        response.sendError(
                HttpServletResponse.SC_UNAUTHORIZED,
                showed
                        ? "This is no key of this server, or it has expired or was revoked. Send a valid one as"
                                + " 'Authorization: Bearer KEY'."
                        : "This server wants a key. Send it as 'Authorization: Bearer KEY'.");
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException failure)
            throws IOException {
        if (failure instanceof CsrfException) {
            response.sendError(
                    HttpServletResponse.SC_FORBIDDEN,
                    "This form did not come from a page of this server, or it is too old. Open the page again and send it"
                            + " once more.");
            return;
        }
        Caller caller = Caller.current();
        response.sendError(
                HttpServletResponse.SC_FORBIDDEN,
                "This address asks for a key of scope '%s'; yours has '%s'."
                        .formatted(
                                rules.scope(request.getMethod(), request.getRequestURI())
                                        .orElse(Scope.READ)
                                        .word(),
                                caller == null ? "none" : caller.scope().word()));
    }

    private static boolean isPage(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        String path = request.getRequestURI();
        return request.getMethod().equals("GET")
                && accept != null
                && accept.contains("text/html")
                && !path.startsWith("/v1/")
                && !path.startsWith("/api/");
    }
}
