package dev.polyhead.webapp.security;

import dev.polyhead.webapp.system.PolyheadProperties;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers only under names that are this server's own. Any web page can point a name of its own at 127.0.0.1 (DNS
 * rebinding) and would then count as the same origin; the Host header gives it away. An address instead of a name
 * cannot be rebound and is taken if the connection arrived at it.
 */
class HostFilter extends OncePerRequestFilter {
    private final List<String> hosts;

    HostFilter(PolyheadProperties properties) {
        hosts = properties.security().hosts().stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .toList();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String host = request.getServerName().toLowerCase(Locale.ROOT);
        if (isOurs(host, request.getLocalAddr())) {
            chain.doFilter(request, response);
        } else {
            response.sendError(
                    HttpServletResponse.SC_MISDIRECTED_REQUEST,
                    "This server is not known as '%s'. Use localhost, or list the name under polyhead.security.hosts."
                            .formatted(host.replaceAll("[^\\w.:\\[\\]-]", "?")));
        }
    }

    private boolean isOurs(String host, String localAddress) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (bare.equals("localhost") || bare.equals("127.0.0.1") || bare.equals("::1")) {
            return true;
        }
        return bare.equals(localAddress) || hosts.stream().anyMatch(listed -> matches(bare, listed));
    }

    private static boolean matches(String host, String listed) {
        return listed.startsWith("*.") ? host.endsWith(listed.substring(1)) : host.equals(listed);
    }
}
