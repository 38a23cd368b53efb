package dev.polyhead.webapp.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyhead.webapp.Http;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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

    private final int port;
    private final Http http;

    KeyControllerTest(@LocalServerPort int port) {
        this.port = port;
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
        assertThat(answer.headers().firstValue("Location").orElse("")).endsWith("/login?next=%2Fjobs");
        assertThat(http.get("/login", "Accept", "text/html").body()).contains("type=\"password\"");
    }

    @Test
    void aBrowserThatShowedItStaysIn() {
        Http.FormToken token = http.formOf("/login");
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
    void whoGuessesHasToWait() throws Exception {
        String chosen = "Bearer " + KEY;
        for (int i = 0; i < FailedAttempts.MOST; i++) {
            assertThat(from("127.0.0.9", "Bearer guess-" + i)).startsWith("HTTP/1.1 401");
        }
        assertThat(from("127.0.0.9", "Bearer guess")).startsWith("HTTP/1.1 429").contains("Retry-After: 60");
        assertThat(from("127.0.0.9", chosen)).as("the guess that is right").startsWith("HTTP/1.1 429");
        assertThat(from("127.0.0.1", chosen)).as("others are not locked out").startsWith("HTTP/1.1 200");
    }

    /** Asks from another address of the loopback. */
    private String from(String address, String authorization) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(address, 0));
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.getOutputStream()
                    .write(("GET /api/jobs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: "
                                    + authorization + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aGigabyteIsNotReadForSomebodyWithoutAKey() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("POST /transcriptions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                    + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000000\r\n\r\n--b\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] start = socket.getInputStream().readNBytes(12);
            assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 401");
        }
    }

    @Test
    void healthNeedsNoKey() {
        assertThat(http.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> login(String key, Http.FormToken token) {
        return http.post(
                "/login",
                "application/x-www-form-urlencoded",
                "key=" + URLEncoder.encode(key, StandardCharsets.UTF_8) + "&_csrf=" + token.field(),
                "Cookie",
                token.cookie());
    }
}
