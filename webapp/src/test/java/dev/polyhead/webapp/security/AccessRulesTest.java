package dev.polyhead.webapp.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the table of scopes says of addresses. */
class AccessRulesTest {
    private final AccessRules rules = new AccessRules();

    @Test
    void askingIsReadingStoringIsWritingAndTheHouseIsForAdmins() {
        assertThat(rules.scope("POST", "/v1/chat/completions")).contains(Scope.READ);
        assertThat(rules.scope("POST", "/v1/audio/transcriptions")).contains(Scope.READ);
        assertThat(rules.scope("POST", "/models/org/name")).contains(Scope.READ);
        assertThat(rules.scope("POST", "/models/org%2Fname")).contains(Scope.READ);
        assertThat(rules.scope("POST", "/api/collections/a/search")).contains(Scope.READ);
        assertThat(rules.scope("GET", "/api/jobs/1")).contains(Scope.READ);
        assertThat(rules.scope("HEAD", "/api/jobs/1")).contains(Scope.READ);
        assertThat(rules.scope("POST", "/api/transcriptions")).contains(Scope.WRITE);
        assertThat(rules.scope("DELETE", "/api/jobs/1")).contains(Scope.WRITE);
        assertThat(rules.scope("DELETE", "/api/collections/a")).contains(Scope.WRITE);
        assertThat(rules.scope("POST", "/api/collections/a/import")).contains(Scope.WRITE);
        assertThat(rules.scope("GET", "/api/models")).contains(Scope.READ);
        assertThat(rules.scope("POST", "/api/models/load")).contains(Scope.ADMIN);
        assertThat(rules.scope("GET", "/api/keys")).contains(Scope.ADMIN);
        assertThat(rules.scope("GET", "/keys")).contains(Scope.ADMIN);
        assertThat(rules.scope("GET", "/actuator/prometheus")).contains(Scope.ADMIN);
        assertThat(rules.scope("GET", "/actuator/health/liveness")).isEmpty();
        assertThat(rules.scope("GET", "/css/polyhead.css")).isEmpty();
    }

    @Test
    void whatNoRuleNamesIsForAdmins() {
        assertThat(rules.rule("GET", "/something/new")).isEmpty();
        assertThat(rules.scope("GET", "/something/new")).contains(Scope.ADMIN);
    }

    @Test
    void aPathThatIsWrittenStrangelyGetsNoLowerScope() {
        for (String path :
                List.of("/%61pi/keys", "/api/keys/", "//api/keys", "/api/./keys", "/API/keys", "/api/keys;a=b")) {
            assertThat(rules.scope("POST", path))
                    .as(path)
                    .satisfies(scope -> assertThat(scope.orElseThrow()).isNotEqualTo(Scope.READ));
        }
    }
}
