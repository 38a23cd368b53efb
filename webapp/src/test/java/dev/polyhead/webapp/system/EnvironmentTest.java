package dev.polyhead.webapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.PolyheadApplication;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The variables that README names, in the environment of a real process. */
class EnvironmentTest {
    private static final String KEY = "a-key-of-the-environment";

    @TempDir
    private Path disk;

    @Test
    void everyVariableCounts() throws Exception {
        model(disk.resolve("mine/from-variable"));
        model(disk.resolve("cache/hub/models--them--from-cache/snapshots/0123456789012345678901234567890123456789"));
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process server = start(
                port,
                Map.of(
                        "POLYHEAD_MODELS", disk.resolve("mine").toString(),
                        "POLYHEAD_DATA_DIR", disk.resolve("data").toString(),
                        "POLYHEAD_ADMIN_KEY", KEY,
                        "POLYHEAD_OFFLINE", "1",
                        "HF_HOME", disk.resolve("cache").toString()));
        try {
            await(port, server);
            Http http = new Http(port);
            assertThat(http.get("/api/models").statusCode())
                    .as("POLYHEAD_ADMIN_KEY")
                    .isEqualTo(401);
            assertThat(disk.resolve("data/version")).as("POLYHEAD_DATA_DIR").exists();
            JsonNode models = Http.json(http.get("/api/models", "Authorization", "Bearer " + KEY));
            assertThat(models.toString())
                    .as("POLYHEAD_MODELS and HF_HOME")
                    .contains("\"from-variable\"")
                    .contains("them/from-cache");
        } finally {
            server.destroy();
            assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Process start(int port, Map<String, String> variables) throws IOException {
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                PolyheadApplication.class.getName(),
                "--server.port=" + port,
                "--server.shutdown=immediate");
        java.environment()
                .put(
                        "CLASSPATH",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        java.environment().putAll(variables);
        return java.redirectErrorStream(true)
                .redirectOutput(disk.resolve("log").toFile())
                .start();
    }

    private void await(int port, Process server) throws Exception {
        Http http = new Http(port);
        for (int i = 0; i < 1200 && server.isAlive(); i++) {
            try {
                if (http.get("/actuator/health/liveness").statusCode() == 200) {
                    return;
                }
            } catch (AssertionError notYet) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        throw new AssertionError("The server did not start: " + Files.readString(disk.resolve("log")));
    }

    /** A folder that looks like a checkpoint; nobody opens it here. */
    private static void model(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"bert\"}");
        Files.write(folder.resolve("model.safetensors"), new byte[8]);
    }
}
