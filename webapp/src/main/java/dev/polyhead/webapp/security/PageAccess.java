package dev.polyhead.webapp.security;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Component;

/** What the frame of a page has to know of its reader: the token of forms, and which other pages to offer. */
@Component
public class PageAccess {
    private final AccessRules rules;

    PageAccess(AccessRules rules) {
        this.rules = rules;
    }

    /** What a form of this page has to send along as {@code _csrf}; empty where a request never reached a page. */
    public String formToken(HttpServletRequest request) {
        return request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token ? token.getToken() : "";
    }

    /** Says whether who asked for this page may open another. */
    public boolean mayOpen(String path) {
        Caller caller = Caller.current();
        return rules.scope("GET", path)
                .map(scope -> caller != null && caller.scope().includes(scope))
                .orElse(true);
    }

    /** Says whether the reader showed a key, and may want to leave. */
    public boolean isLoggedIn() {
        Caller caller = Caller.current();
        return caller != null && caller.keyed();
    }
}
