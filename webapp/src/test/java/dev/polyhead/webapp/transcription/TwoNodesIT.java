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
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two servers on one real PostgreSQL and one data folder: they share the work, and one goes on where the other died. */
class TwoNodesIT {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Path PICTURE = Path.of("../samples/pictures/cat.png");

    @TempDir
    private Path data;

    private EmbeddedPostgres postgres;
    private JdbcClient database;
    private ServerProcess first;
    private ServerProcess second;

    @BeforeEach
    void start() throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("listen_addresses", "127.0.0.1")
                .start();
        database = JdbcClient.create(postgres.getPostgresDatabase());
        first = node("first.log");
        second = node("second.log");
    }

    private ServerProcess node(String log) throws IOException {
        return ServerProcess.start(
                log,
                250,
                "--polyhead.data-dir=" + data,
                "--polyhead.jobs.workers=1",
                "--polyhead.jobs.silence=3s",
                "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"));
    }

    @AfterEach
    void stop() throws IOException {
        for (ServerProcess each : new ServerProcess[] {first, second}) {
            if (each != null) {
                each.kill();
            }
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void workIsSharedWritersTakeTurnsAndBothGoOnWhenANodeIsKilled() throws Exception {
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            jobs.add(ServerProcess.submit(first.http()));
        }
        await().atMost(LONG).until(() -> nodesAtWork() == 2);
        theEndOfAJobIsHeardOnBothNodes();
        theOtherNodeReadsWhatTheWriterWrote();
        jobs.add(ServerProcess.submit(second.http()));
        jobs.add(ServerProcess.submit(second.http()));
        await().atMost(LONG).until(() -> nodesAtWork() == 2);

        first.kill();

        for (String job : jobs) {
            everySegmentIsThereOnce(job);
        }
        assertThat(Http.json(second.http().get("/api/jobs")).at("/jobs").size()).isEqualTo(jobs.size());
        await().atMost(LONG).until(() -> add(second).statusCode() == 200);
        assertThat(pictures()).as("the same picture, once").isEqualTo(1);
    }

    private void theEndOfAJobIsHeardOnBothNodes() {
        String job = database.sql("select cast(id as varchar) from job where state = 'running' limit 1")
                .query(String.class)
                .single();
        for (ServerProcess each : List.of(first, second)) {
            assertThat(each.http().get("/api/jobs/" + job + "/events").body()).contains("\"state\":\"done\"");
        }
    }

    private void theOtherNodeReadsWhatTheWriterWrote() throws IOException {
        first.http().post("/api/collections", "application/json", "{\"name\":\"pets\"}");
        assertThat(add(first).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = add(second);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(Http.json(refused).at("/detail").asString()).contains("written by another server");
        assertThat(pictures()).isEqualTo(1);
    }

    private int pictures() {
        return Http.json(second.http().get("/api/collections/pets/images"))
                .at("/total")
                .asInt();
    }

    private void everySegmentIsThereOnce(String job) {
        await().atMost(LONG)
                .until(() -> Http.json(second.http().get("/api/jobs/" + job))
                        .at("/state")
                        .asString()
                        .equals("done"));
        List<Integer> segments = new ArrayList<>();
        Http.json(second.http().get("/api/transcriptions/" + job))
                .at("/segments")
                .forEach(each -> segments.add(each.at("/id").asInt()));
        assertThat(segments).isEqualTo(IntStream.range(0, 5).boxed().toList());
    }

    private static HttpResponse<String> add(ServerProcess to) throws IOException {
        return to.http()
                .post(
                        "/api/collections/pets/images",
                        new Http.Form().file("files", "cat.png", Files.readAllBytes(PICTURE)));
    }

    private int nodesAtWork() {
        return database.sql("select count(distinct node) from job where state = 'running'")
                .query(Integer.class)
                .single();
    }
}
