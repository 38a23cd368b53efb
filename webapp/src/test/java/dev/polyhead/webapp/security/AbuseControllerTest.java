package dev.polyhead.webapp.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.ServerTest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Requests that no honest client sends; after each of them the server answers as before. */
@ServerTest
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(properties = "server.tomcat.connection-timeout=2s")
class AbuseControllerTest {
    private final int port;
    private final Http http;

    AbuseControllerTest(@LocalServerPort int port) {
        this.port = port;
        this.http = new Http(port);
    }

    @AfterEach
    void theNextRequestWorks() {
        assertThat(http.get("/api/jobs").statusCode()).isEqualTo(200);
    }

    @Test
    void aMegabyteOfHeadersIsRefused() throws IOException {
        assertThat(raw("GET /api/jobs HTTP/1.1\r\nHost: localhost\r\nX-Much: " + "a".repeat(1 << 20) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void tenThousandHeadersAreRefused() throws IOException {
        assertThat(raw("GET /api/jobs HTTP/1.1\r\nHost: localhost\r\n" + "A: b\r\n".repeat(10_000) + "\r\n"))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void moreThanTenThousandPartsAreRefused() {
        Http.Form form = new Http.Form();
        for (int i = 0; i < 10_001; i++) {
            form.field("f" + i, "");
        }
        assertThat(http.post("/api/transcriptions", form).statusCode()).isBetween(400, 413);
    }

    @Test
    void aPathThatClimbsIsRefused() throws IOException {
        for (String path : new String[] {
            "/css/../../../etc/passwd",
            "/css/%2e%2e/%2e%2e/application.yaml",
            "/webjars/..%2f..%2fapplication.yaml",
            "/api/collections/..%2f..%2fdatabase",
            "/api/collections/%2e%2e",
            "/api/collections/a%00b",
            "/api/transcriptions/..%2f..%2fversion",
            "/v1/models/..%2f..%2f..%2fetc%2fpasswd",
            "/models/..;/api/keys",
            "/css/%252e%252e/%252e%252e/application.yaml",
            "/webjars/..%252f..%252fapplication.yaml",
            "/api/collections/..%252f..%252fdatabase",
            "/api/transcriptions/%252e%252e%252f%252e%252e%252fversion",
            "/v1/models/..%252f..%252f..%252fetc%252fpasswd",
        }) {
            assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .as(path)
                    .containsPattern("^HTTP/1.1 4\\d\\d")
                    .doesNotContain("root:")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void anUploadCutInTheMiddleIsOneLineOfTheLog(CapturedOutput output) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            String begun = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"cut.wav\"\r\n\r\nRIFF";
            String head = "POST /v1/audio/transcriptions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n"
                    + "Content-Type: multipart/form-data; boundary=b\r\n\r\n";
            socket.getOutputStream().write((head + begun).getBytes(StandardCharsets.ISO_8859_1));
        }
        await().untilAsserted(() -> assertThat(output.getAll()).contains("Refused"));
        assertThat(output.getAll()).doesNotContain("EOFException").doesNotContain("\tat ");
    }

    @Test
    void whoFallsSilentInTheMiddleIsLetGo(CapturedOutput output) throws IOException {
        String json = "POST /v1/embeddings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 9999\r\n\r\n{";
        String form = "POST /v1/audio/transcriptions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n"
                + "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"slow.wav\"\r\n\r\nRIFF";
        for (String begun : new String[] {json, form}) {
            assertThat(raw(begun)).startsWith("HTTP/1.1 408 ").contains("did not arrive in time");
        }
        assertThat(raw("GET / HTTP/1.1\r\nHost: loc")).isEmpty();
        assertThat(output.getAll()).doesNotContain("\tat ");
    }

    @Test
    void nothingSentCanForgeALineOfTheLog(CapturedOutput output) throws IOException {
        String body =
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\u001b[31m%0aFORGED.wav\"\r\n\r\nno sound\r\n--b--\r\n";
        raw("POST /api/transcriptions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body);
        http.post("/api/models/load", "application/json", "{\"id\":\"x\\n2030-01-01 FORGED \\u001b[31m\"}");
        http.post("/v1/embeddings", "application/json", "{\"model\":\"x\\r\\nFORGED\\u001b[2J\",\"input\":\"a\"}");
        http.get("/api/collections/a%0aFORGED");
        assertThat(output.getAll().lines())
                .noneMatch(line -> line.startsWith("FORGED") || line.startsWith("2030-01-01"))
                .noneMatch(line -> line.contains("\u001b[31m") || line.contains("\u001b[2J"));
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            try {
                out.write(request.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            } catch (IOException refusedEarly) {
                // What was answered before everything was sent is still there to be read.
                assertThat(refusedEarly).hasMessageMatching("(?i).*(reset|broken pipe).*");
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
