package dev.polyhead.webapp.transcription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polyhead.webapp.Http;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose PostgreSQL is away for a while says so, and goes on by itself afterwards. */
class DatabaseAwayIT {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int SEGMENTS = 5;
    private static final String LOG = "away.log";

    @TempDir
    private Path data;

    private EmbeddedPostgres postgres;
    private CuttableLine line;
    private ServerProcess server;

    @BeforeEach
    void start() throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("listen_addresses", "127.0.0.1")
                .start();
        line = new CuttableLine(postgres.getPort());
        server = ServerProcess.start(
                LOG,
                2000,
                "--polyhead.data-dir=" + data,
                "--spring.datasource.hikari.connection-timeout=1000",
                "--spring.datasource.url=jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(line.port()));
    }

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.kill();
        }
        line.close();
        postgres.close();
    }

    @Test
    void requestsAreToldAndWorkGoesOnOnceItIsBack() throws Exception {
        String job = ServerProcess.submit(server.http());
        await().atMost(LONG).until(() -> progress(job) > 0.05);

        line.cut();

        HttpResponse<String> refused = server.http().get("/api/jobs/" + job);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("database_unavailable").contains("does not answer");
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(server.http().get("/actuator/health/liveness").body()).isEqualTo("{\"status\":\"UP\"}");
        HttpResponse<String> readiness = server.http().get("/actuator/health/readiness");
        assertThat(readiness.statusCode()).isEqualTo(503);
        assertThat(readiness.body()).isEqualTo("{\"status\":\"DOWN\"}");
        HttpResponse<String> page = server.http().get("/", "Accept", "text/html");
        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.body()).contains("does not answer").endsWith("</html>\n");
        await().atMost(LONG)
                .until(() -> Files.readString(Path.of("target", LOG)).contains("Shutting down BackgroundJobServer"));

        line.mend();

        await().atMost(LONG.multipliedBy(2)).until(() -> progress(job) == 1);
        List<Integer> segments = new ArrayList<>();
        Http.json(server.http().get("/api/transcriptions/" + job))
                .at("/segments")
                .forEach(each -> segments.add(each.at("/id").asInt()));
        assertThat(segments).isEqualTo(IntStream.range(0, SEGMENTS).boxed().toList());
    }

    private double progress(String job) {
        HttpResponse<String> answer = server.http().get("/api/jobs/" + job);
        return answer.statusCode() == 200 ? Http.json(answer).at("/progress").asDouble() : 0;
    }
}
