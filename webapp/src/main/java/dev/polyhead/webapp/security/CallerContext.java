package dev.polyhead.webapp.security;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/**
 * Finds out of each request by itself who made it: programs show a key as bearer, browsers the cookie of their login.
 * Nothing is kept between requests but the rows of keys and logins, so that a restart logs nobody out and every node knows
 * everybody.
 */
@Component
class CallerContext implements SecurityContextRepository {
    static final String LOGIN_COOKIE = "polyhead_session";

    private static final String BEARER = "Bearer ";
    private static final String FOUND = CallerContext.class.getName();

    private final AccessKeys keys;
    private final FailedAttempts failed;

    CallerContext(AccessKeys keys, FailedAttempts failed) {
        this.keys = keys;
        this.failed = failed;
    }

    @Override
    public DeferredSecurityContext loadDeferredContext(HttpServletRequest request) {
        return new Deferred(request);
    }

    /** Asks once a request, not again for the dispatches that follow it: a wrong key counts once. */
    private Optional<Caller> caller(HttpServletRequest request) {
        if (request.getAttribute(FOUND) instanceof Found known) {
            return Optional.ofNullable(known.caller());
        }
        Found found;
        try {
            found = new Found(shown(request).orElse(null), false);
        } catch (TooManyFailures e) {
            found = new Found(null, true);
        } catch (DataAccessException e) {
            request.setAttribute(FOUND, new Found(null, false)); // the page that tells of it must not ask again
            throw e;
        }
        request.setAttribute(FOUND, found);
        return Optional.ofNullable(found.caller());
    }

    /** Who made a request, or that its address has to wait. */
    private record Found(@Nullable Caller caller, boolean mustWait) {}

    /** Says whether a request was refused because too many wrong keys came from its address. */
    static boolean mustWait(HttpServletRequest request) {
        return request.getAttribute(FOUND) instanceof Found found && found.mustWait();
    }

    /** One question to the database for the usual request: who the key or login is, or whether one is needed at all. */
    private Optional<Caller> shown(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            String key = header.substring(BEARER.length()).strip();
            String hash = Secrets.hash(key);
            Optional<Caller> caller = keys.caller(hash);
            if (caller.isPresent() && !keys.isConfigured(hash)) {
                return caller;
            }
            return keys.isRequired() ? admitted(hash, caller, request.getRemoteAddr()) : Optional.of(Caller.EVERYBODY);
        }
        Cookie login = WebUtils.getCookie(request, LOGIN_COOKIE);
        return (login == null ? Optional.<Caller>empty() : keys.loggedIn(login.getValue()))
                .or(() -> keys.isRequired() ? Optional.empty() : Optional.of(Caller.EVERYBODY));
    }

    /**
     * Whom a key lets in. Generated keys cannot be guessed and are never made to wait: nobody locks others out by failing
     * from their address. The one a person chose waits with the wrong ones.
     *
     * @throws TooManyFailures if the address failed too often
     */
    Optional<Caller> check(String key, String address) {
        String hash = Secrets.hash(key);
        return admitted(hash, keys.caller(hash), address);
    }

    private Optional<Caller> admitted(String hash, Optional<Caller> caller, String address) {
        if ((caller.isEmpty() || keys.isConfigured(hash)) && failed.tooMany(address)) {
            throw new TooManyFailures();
        }
        if (caller.isEmpty()) {
            failed.failed(address);
        }
        return caller;
    }

    @Override
    @SuppressWarnings("deprecation") // part of the interface still
    public SecurityContext loadContext(HttpRequestResponseHolder holder) {
        return loadDeferredContext(holder.getRequest()).get();
    }

    @Override
    public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
        // a login is saved when it is made
    }

    @Override
    public boolean containsContext(HttpServletRequest request) {
        return false;
    }

    /** Asks the database only for requests that need it: pages' styles do not. */
    private final class Deferred implements DeferredSecurityContext {
        private final HttpServletRequest request;
        private final SecurityContext context = new SecurityContextImpl();
        private boolean asked;

        Deferred(HttpServletRequest request) {
            this.request = request;
        }

        @Override
        public SecurityContext get() {
            if (!asked) {
                asked = true;
                caller(request)
                        .ifPresent(caller -> context.setAuthentication(
                                UsernamePasswordAuthenticationToken.authenticated(caller, null, List.of())));
            }
            return context;
        }

        @Override
        public boolean isGenerated() {
            return get().getAuthentication() == null;
        }
    }
}
