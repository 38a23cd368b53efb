package dev.polyhead.webapp.transcription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.PolyheadApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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

    private Process server;
    private Http http;

    @AfterEach
    void stop() {
        if (server != null) {
            server.destroyForcibly();
        }
    }

    @Test
    void everySegmentIsThereOnceAfterTwoKills() throws Exception {
        start(120);
        String id = Http.json(http.post(
                        "/api/transcriptions",
                        new Http.Form().file("file", "hives.wav", Sounds.wav(4)).field("model", "whisper-1")))
                .at("/id")
                .asString();
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

    private void killAfterSegments(String id, int count) throws InterruptedException {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Http.json(http.get("/api/transcriptions/" + id))
                                .at("/segments")
                                .size()
                        >= count);
        server.destroyForcibly().waitFor();
    }

    @Test
    void aSecondServerOnTheSameFolderIsRefused() throws Exception {
        start(0);
        Path upload = Files.writeString(data.resolve("temporary/upload"), "on its way in");
        Process second = process(freePort(), 0, "second.log");
        assertThat(second.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(second.exitValue()).isNotZero();
        assertThat(Files.readString(Path.of("target", "second.log")))
                .contains("Another server is using the same data folder.");
        assertThat(upload).as("what the first one is working on").exists();
        assertThat(http.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    }

    private void start(int pauseMillis) throws IOException {
        int port = freePort();
        server = process(port, pauseMillis, "killed.log");
        await().atMost(START).until(() -> answers(port));
        http = new Http(port);
    }

    private Process process(int port, int pauseMillis, String log) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-Dfake.pause=" + pauseMillis,
                        "-cp",
                        System.getProperty("java.class.path"),
                        PolyheadApplication.class.getName(),
                        "--server.port=" + port,
                        "--spring.profiles.active=fake",
                        "--polyhead.data-dir=" + data)
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", log).toFile())
                .start();
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
