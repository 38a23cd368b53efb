package dev.polyhead.webapp.security;

import dev.polyhead.webapp.frame.PageAccess;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Component;

/** Tells the frame what the table of scopes and the reader's key say. */
@Component
class RuledPageAccess implements PageAccess {
    private final AccessRules rules;

    RuledPageAccess(AccessRules rules) {
        this.rules = rules;
    }

    @Override
    public String formToken(HttpServletRequest request) {
        return request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token ? token.getToken() : "";
    }

    @Override
    public boolean mayOpen(String path) {
        Caller caller = Caller.current();
        return rules.scope("GET", path)
                .map(scope -> caller != null && caller.scope().includes(scope))
                .orElse(true);
    }

    @Override
    public boolean isLoggedIn() {
        Caller caller = Caller.current();
        return caller != null && caller.keyed();
    }
}
