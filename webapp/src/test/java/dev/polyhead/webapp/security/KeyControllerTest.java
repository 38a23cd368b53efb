package dev.polyhead.webapp.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyhead.webapp.Http;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Who gets in where there is a key. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "polyhead.data-dir=target/test-data/${random.uuid}",
            "polyhead.security.admin-key=" + KeyControllerTest.KEY,
            "server.shutdown=immediate"
        })
class KeyControllerTest {
    static final String KEY = "a-key-that-is-long-enough";

    private final Http http;

    KeyControllerTest(@LocalServerPort int port) {
        http = new Http(port);
    }

    @Test
    void withoutTheKeyProgramsAreTurnedAway() {
        HttpResponse<String> answer = http.get("/api/jobs");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
        answer = http.get("/v1/models");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(Http.json(answer).at("/error/type").asString()).isEqualTo("authentication_error");
    }

    @Test
    void aWrongKeyIsNoKey() {
        assertThat(http.get("/api/jobs", "Authorization", "Bearer " + KEY + "x").statusCode())
                .isEqualTo(401);
        assertThat(http.get("/api/jobs", "Authorization", "Basic " + KEY).statusCode())
                .isEqualTo(401);
    }

    @Test
    void theKeyOpens() {
        assertThat(http.get("/api/jobs", "Authorization", "Bearer " + KEY).statusCode())
                .isEqualTo(200);
    }

    @Test
    void browsersAreAskedForIt() {
        HttpResponse<String> answer = http.get("/jobs", "Accept", "text/html");
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location").orElse("")).endsWith("/login");
        assertThat(http.get("/login", "Accept", "text/html").body()).contains("type=\"password\"");
    }

    @Test
    void aBrowserThatShowedItStaysIn() {
        String token = "t".repeat(43);
        HttpResponse<String> wrong = login("not the key at all", token);
        assertThat(wrong.statusCode()).isEqualTo(401);

        HttpResponse<String> right = login(KEY, token);
        assertThat(right.statusCode()).isEqualTo(302);
        String session = right.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("polyhead_session="))
                .findFirst()
                .orElseThrow();
        assertThat(session).contains("HttpOnly").contains("SameSite=Strict");
        String cookie = session.split(";", 2)[0];
        assertThat(http.get("/jobs", "Accept", "text/html", "Cookie", cookie).statusCode())
                .isEqualTo(200);
    }

    @Test
    void healthNeedsNoKey() {
        assertThat(http.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> login(String key, String token) {
        return http.post(
                "/login",
                "application/x-www-form-urlencoded",
                "key=" + java.net.URLEncoder.encode(key, java.nio.charset.StandardCharsets.UTF_8) + "&_csrf=" + token,
                "Cookie",
                "polyhead_form=" + token);
    }
}
