package dev.polyhead.webapp.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Which scope each address asks for; the first rule that fits counts, and what no rule names is for admins. Asking a
 * model something is reading, whatever the method, as nothing is kept; starting a job or changing a collection is writing.
 */
final class AccessRules {
    private static final Set<String> READING = Set.of("GET", "HEAD");

    /**
     * One line of the table.
     *
     * @param readingOnly whether it is about {@code GET} alone
     * @param scope that is asked for; none where everybody may enter
     */
    record Rule(
            PathPattern pattern,
            boolean readingOnly,
            @Nullable Scope scope) {}

    private final List<Rule> rules = new ArrayList<>();

    AccessRules() {
        everybody("/login", "/logout", "/preferences", "/error");
        everybody(
                "/css/**", "/js/**", "/webjars/**", "/icon.svg", "/icons.svg", "/manifest.webmanifest", "/favicon.ico");
        everybody("/actuator/health/**");
        any(Scope.ADMIN, "/api/keys/**", "/keys/**", "/actuator/**");
        reading(Scope.READ, "/api/models/**", "/models");
        any(Scope.ADMIN, "/api/models/**", "/models"); // load, unload, download, import, remove
        any(Scope.READ, "/v1/**", "/models/**"); // asking a model
        any(Scope.READ, "/api/attention", "/api/images/**", "/api/samples/**");
        any(Scope.READ, "/api/collections/*/search", "/search", "/classify", "/text", "/attention");
        reading(Scope.READ, "/api/**", "/v3/**", "/swagger-ui/**", "/swagger-ui.html");
        any(Scope.WRITE, "/api/**");
        reading(Scope.READ, "/", "/start", "/jobs/**", "/transcriptions/**", "/compose/**", "/samples/**");
        any(Scope.WRITE, "/jobs/**", "/transcriptions/**", "/compose/**");
    }

    /** The rule for a request; empty if none names it. */
    Optional<Rule> rule(String method, String path) {
        PathContainer parsed = PathContainer.parsePath(path);
        return rules.stream()
                .filter(rule -> !rule.readingOnly() || READING.contains(method))
                .filter(rule -> rule.pattern().matches(parsed))
                .findFirst();
    }

    /** The scope that a request asks for; empty if everybody may make it. */
    Optional<Scope> scope(String method, String path) {
        Optional<Rule> rule = rule(method, path);
        return rule.isPresent() ? Optional.ofNullable(rule.get().scope()) : Optional.of(Scope.ADMIN);
    }

    private void everybody(String... patterns) {
        add(null, false, patterns);
    }

    private void any(Scope scope, String... patterns) {
        add(scope, false, patterns);
    }

    private void reading(Scope scope, String... patterns) {
        add(scope, true, patterns);
    }

    private void add(@Nullable Scope scope, boolean readingOnly, String... patterns) {
        for (String pattern : patterns) {
            rules.add(new Rule(PathPatternParser.defaultInstance.parse(pattern), readingOnly, scope));
        }
    }
}
