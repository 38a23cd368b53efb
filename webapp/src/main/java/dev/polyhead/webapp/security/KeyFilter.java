package dev.polyhead.webapp.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.WebUtils;

/** Where a key exists, lets in who shows it: programs as bearer, browsers with the session of a login. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 40)
class KeyFilter extends OncePerRequestFilter {
    static final String SESSION_COOKIE = "polyhead_session";

    private static final String BEARER = "Bearer ";
    private static final List<String> FOR_EVERYBODY =
            List.of("/login", "/preferences", "/css/", "/js/", "/webjars/", "/icon", "/actuator/health", "/error");

    private final AccessKeys keys;

    KeyFilter(AccessKeys keys) {
        this.keys = keys;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        if (!keys.required() || FOR_EVERYBODY.stream().anyMatch(path::startsWith) || mayEnter(request)) {
            chain.doFilter(request, response);
        } else if (isPage(request)) {
            response.sendRedirect("/login");
        } else {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"polyhead\"");
            response.sendError(
                    HttpServletResponse.SC_UNAUTHORIZED,
                    "This server wants a key. Send it as 'Authorization: Bearer KEY'.");
        }
    }

    private boolean mayEnter(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null && header.startsWith(BEARER)) {
            return keys.matches(header.substring(BEARER.length()).strip());
        }
        Cookie session = WebUtils.getCookie(request, SESSION_COOKIE);
        return session != null && keys.isOpen(session.getValue());
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
