package dev.polyhead.webapp.transcription;

import static org.awaitility.Awaitility.await;

import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.PolyheadApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own that recognises made-up speech; it can be killed without warning. */
final class ServerProcess {
    private static final Duration START = Duration.ofMinutes(2);

    private final Process process;
    private final Http http;

    private ServerProcess(Process process, Http http) {
        this.process = process;
        this.http = http;
    }

    /**
     * Starts one and waits until it answers.
     *
     * @param log file below {@code target}
     * @param pauseMillis how long each segment takes
     * @param settings as on the command line
     */
    static ServerProcess start(String log, int pauseMillis, String... settings) throws IOException {
        int port = freePort();
        Process process = launch(port, log, pauseMillis, settings);
        await().atMost(START).until(() -> answers(port));
        return new ServerProcess(process, new Http(port));
    }

    static Process launch(int port, String log, int pauseMillis, String... settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dfake.pause=" + pauseMillis,
                "-cp",
                System.getProperty("java.class.path"),
                PolyheadApplication.class.getName(),
                "--server.port=" + port,
                "--spring.profiles.active=fake"));
        command.addAll(List.of(settings));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", log).toFile())
                .start();
    }

    Http http() {
        return http;
    }

    /** Submits a recording of five segments; gives its job. */
    static String submit(Http to) {
        return Http.json(to.post(
                        "/api/transcriptions",
                        new Http.Form().file("file", "hives.wav", Sounds.wav(4)).field("model", "whisper-1")))
                .at("/id")
                .asString();
    }

    /** As {@code kill -9} does. */
    void kill() {
        try {
            process.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
