package dev.polyhead.webapp.security;

import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Who a request comes from, as far as this server knows.
 *
 * @param name of the key; {@code everybody} where none is asked for
 * @param scope what the caller may do
 * @param keyed whether a key was shown
 */
public record Caller(String name, Scope scope, boolean keyed) {
    /** Where no key protects the server. */
    static final Caller EVERYBODY = new Caller("everybody", Scope.ADMIN, false);

    /** Who the request of this thread comes from; null where nobody was let in. */
    public static @Nullable Caller current() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof Caller caller ? caller : null;
    }
}
