package dev.polyhead.webapp.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polyhead.webapp.Http;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Models that are wanted at the start. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "polyhead.data-dir=target/test-data/${random.uuid}",
            "polyhead.models.preload=minilm,no-such-model",
            "server.shutdown=immediate"
        })
class PreloadingControllerTest {
    private final Http http;

    PreloadingControllerTest(@LocalServerPort int port) {
        http = new Http(port);
    }

    @Test
    void theServerIsAliveAtOnceAndReadyOnlyWithItsModels() {
        assertThat(http.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> http.get("/api/models").body().contains("\"state\":\"loaded\""));
        assertThat(http.get("/actuator/health/readiness").statusCode())
                .as("one of the two does not exist")
                .isEqualTo(503);
    }
}
