package dev.polyhead.webapp.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.ServerTest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What keeps other sites out of a server that everybody on this machine may use. */
@ServerTest
class SecurityControllerTest {
    private final int port;
    private final Http http;

    SecurityControllerTest(@LocalServerPort int port) {
        this.port = port;
        this.http = new Http(port);
    }

    @Test
    void everyAnswerTellsBrowsersWhatItMayDo() {
        for (String path : new String[] {"/jobs", "/api/jobs", "/nowhere", "/css/polyhead.css"}) {
            HttpResponse<String> answer = http.get(path);
            String policy =
                    answer.headers().firstValue("Content-Security-Policy").orElse("");
            assertThat(policy)
                    .as(path)
                    .contains("script-src 'self'")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                    .as(path)
                    .contains("nosniff");
            assertThat(answer.headers().firstValue("X-Request-Id")).as(path).isPresent();
        }
    }

    @Test
    void anotherNameForThisServerIsRefused() throws IOException {
        String answer = raw("GET /api/jobs HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 421").contains("polyhead.security.hosts");
    }

    @Test
    void localhostIsOurs() throws IOException {
        assertThat(raw("GET /api/jobs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(raw("GET /api/jobs HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void aRequestWithoutHostIsRefused() throws IOException {
        assertThat(raw("GET /api/jobs HTTP/1.1\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 400");
    }

    @Test
    void writingFromAnotherSiteIsRefused() {
        HttpResponse<String> answer =
                http.post("/api/models/load", "application/json", "{}", "Origin", "http://evil.example");
        assertThat(answer.statusCode()).isEqualTo(403);
        answer = http.post("/api/models/load", "application/json", "{}", "Sec-Fetch-Site", "cross-site");
        assertThat(answer.statusCode()).isEqualTo(403);
        answer = http.post("/api/models/load", "application/json", "{}", "Origin", "null");
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void writingFromOurOwnPagesIsNot() {
        HttpResponse<String> answer = http.post(
                "/api/models/load",
                "application/json",
                "{}",
                "Origin",
                "http://127.0.0.1:" + port,
                "Sec-Fetch-Site",
                "same-origin");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("'id' is missing");
    }

    @Test
    void aFormWithoutItsTokenIsRefused() {
        HttpResponse<String> answer =
                http.post("/preferences", "application/x-www-form-urlencoded", "theme=dark&back=/jobs");
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void aFormOfOurPageIsTaken() {
        Http.FormToken token = http.formOf("/jobs");
        HttpResponse<String> answer = http.post(
                "/preferences",
                "application/x-www-form-urlencoded",
                "theme=dark&back=/jobs&_csrf=" + token.field(),
                "Cookie",
                token.cookie());
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().allValues("Set-Cookie").toString()).contains("theme=dark");
        assertThat(answer.headers().firstValue("Location").orElse("")).endsWith("/jobs");
    }

    @Test
    void afterAFormOneStaysOnThisServer() {
        Http.FormToken token = http.formOf("/jobs");
        for (String back : new String[] {"//evil.example", "/\\evil.example", "http://evil.example", "/a?b=http://c"}) {
            HttpResponse<String> answer = http.post(
                    "/preferences",
                    "application/x-www-form-urlencoded",
                    "theme=dark&_csrf=" + token.field() + "&back="
                            + java.net.URLEncoder.encode(back, StandardCharsets.UTF_8),
                    "Cookie",
                    token.cookie());
            assertThat(answer.headers().firstValue("Location").orElse(""))
                    .as(back)
                    .matches("(http://127.0.0.1:\\d+)?/");
        }
    }

    @Test
    void dashboardsAndInsidesAreNotShown() {
        for (String path : new String[] {"/actuator/env", "/actuator/heapdump", "/actuator/beans", "/dashboard"}) {
            assertThat(http.get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void healthSaysUp() {
        assertThat(http.get("/actuator/health/liveness").body()).contains("UP");
        assertThat(http.get("/actuator/health/readiness").body()).contains("UP");
        assertThat(http.get("/actuator/prometheus").body()).contains("jvm_memory_used_bytes");
    }

    @Test
    void theInterfaceDescribesItself() {
        HttpResponse<String> docs = http.get("/v3/api-docs");
        assertThat(docs.statusCode()).isEqualTo(200);
        assertThat(docs.body()).contains("/v1/audio/transcriptions").contains("/api/jobs/{id}");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.UTF_8));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
