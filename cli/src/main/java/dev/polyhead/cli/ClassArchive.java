package dev.polyhead.cli;

import dev.polyhead.webapp.system.DataFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The classes that a start, the pages and a first answer load, stored as the Java runtime wants them (dynamic class data
 * sharing, JEP 350), of use only to the Java that wrote them: a server is started on a data folder that is thrown away,
 * asked once for each of these, and stopped.
 *
 * @param app folder of the small jar and its libraries
 * @param samples recordings that ship
 */
record ClassArchive(Path app, Path samples) {
    static final String FILE = "polyhead.jsa";

    /** The JDK's synthesizer, as the whole jar's manifest exports it. */
    static final String EXPORTS = "java.desktop/com.sun.media.sound=ALL-UNNAMED";

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final List<String> PAGES =
            List.of("/start", "/search", "/classify", "/text", "/compose", "/models", "/jobs");
    private static final String BOUNDARY = "recording";

    void write() throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("polyhead-install");
        Path said = Files.createTempFile("polyhead-install", ".log");
        int port = freePort();
        Process server = new ProcessBuilder(
                        OwnProcess.JAVA,
                        "-XX:ArchiveClassesAtExit=" + app.resolve(FILE),
                        "--add-exports",
                        EXPORTS,
                        "-jar",
                        app.resolve("polyhead.jar").toString(),
                        "serve",
                        "--port",
                        Integer.toString(port),
                        "--data-dir",
                        data.toString())
                .directory(app.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            ask(server, said, URI.create("http://127.0.0.1:" + port));
            server.destroy(); // an orderly end, on which the archive is written
            if (!server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || !Files.exists(app.resolve(FILE))) {
                throw failed(said);
            }
        } finally {
            server.destroyForcibly().waitFor();
            DataFolder.delete(data);
            Files.delete(said);
        }
    }

    private void ask(Process server, Path said, URI url) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        awaitStart(client, server, said, url);
        for (String page : PAGES) {
            answer(client, said, HttpRequest.newBuilder(url.resolve(page)));
        }
        Path recording = samples.resolve("speech").resolve("en.flac");
        if (Files.exists(recording)) {
            answer(
                    client,
                    said,
                    HttpRequest.newBuilder(url.resolve("/v1/audio/transcriptions"))
                            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                            .POST(HttpRequest.BodyPublishers.ofByteArray(form(recording))));
        }
    }

    private static void awaitStart(HttpClient client, Process server, Path said, URI url)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                answer(client, said, HttpRequest.newBuilder(url.resolve("/")));
                return;
            } catch (ConnectException e) {
                if (server.waitFor(100, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                    throw failed(said);
                }
            }
        }
    }

    private static void answer(HttpClient client, Path said, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw failed(said);
        }
    }

    private static byte[] form(Path recording) throws IOException {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes("""
                --%1$s\r
                Content-Disposition: form-data; name="model"\r
                \r
                whisper-1\r
                --%1$s\r
                Content-Disposition: form-data; name="file"; filename="%2$s"\r
                \r
                """.formatted(BOUNDARY, recording.getFileName()).getBytes(StandardCharsets.UTF_8));
        form.writeBytes(Files.readAllBytes(recording));
        form.writeBytes("\r\n--%s--\r\n".formatted(BOUNDARY).getBytes(StandardCharsets.UTF_8));
        return form.toByteArray();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static IOException failed(Path said) throws IOException {
        return new IOException("The server whose classes are kept did not start, answer and end as it should: %s"
                .formatted(Files.readString(said, StandardCharsets.UTF_8)));
    }
}
