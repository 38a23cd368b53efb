package dev.polyhead.webapp.transcription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polyhead.webapp.Http;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A server that is killed in the middle of its work goes on with it when it is started again. */
class KilledIT {
    private static final Duration START = Duration.ofMinutes(2);

    @TempDir
    private Path data;

    private ServerProcess server;
    private Http http;

    @AfterEach
    void stop() {
        if (server != null) {
            server.kill();
        }
    }

    private void start(int pauseMillis) throws IOException {
        server = ServerProcess.start("killed.log", pauseMillis, "--polyhead.data-dir=" + data);
        http = server.http();
    }

    @Test
    void everySegmentIsThereOnceAfterTwoKills() throws Exception {
        start(120);
        String id = ServerProcess.submit(http);
        killAfterSegments(id, 1);
        start(120);
        killAfterSegments(id, 3);
        start(0);
        await().atMost(START)
                .until(() -> Http.json(http.get("/api/jobs/" + id))
                        .at("/state")
                        .asString()
                        .equals("done"));

        JsonNode transcript = Http.json(http.get("/api/transcriptions/" + id));
        List<Integer> ids = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        transcript.at("/segments").forEach(segment -> {
            ids.add(segment.at("/id").asInt());
            text.append(segment.at("/text").asString());
        });
        assertThat(ids).isEqualTo(IntStream.range(0, 5).boxed().toList());
        assertThat(text.toString().strip()).isEqualTo(String.join(" ", FakeRecognition.SENTENCES));
        assertThat(Http.json(http.get("/api/jobs")).at("/jobs").size()).isEqualTo(1);
    }

    private void killAfterSegments(String id, int count) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Http.json(http.get("/api/transcriptions/" + id))
                                .at("/segments")
                                .size()
                        >= count);
        server.kill();
    }

    @Test
    void aSecondServerOnTheSameFolderIsRefused() throws Exception {
        start(0);
        Path upload = Files.writeString(data.resolve("temporary/upload"), "on its way in");
        Process second = ServerProcess.launch(ServerProcess.freePort(), "second.log", 0, "--polyhead.data-dir=" + data);
        assertThat(second.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(second.exitValue()).isNotZero();
        assertThat(Files.readString(Path.of("target", "second.log")))
                .contains("Another server is using the same data folder.");
        assertThat(upload).as("what the first one is working on").exists();
        assertThat(http.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    }
}
