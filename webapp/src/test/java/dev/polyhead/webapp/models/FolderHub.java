package dev.polyhead.webapp.models;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A hub on loopback with one repository, the files of a folder; weights come only as fast as it is told. */
final class FolderHub implements AutoCloseable {
    static final String COMMIT = "aaaabbbbccccddddeeeeffff0000111122223333";

    private static final Pattern RESOLVED = Pattern.compile("/[^/]+/[^/]+/resolve/[^/]+/(.+)");
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");
    private static final int PIECE = 100_000;

    /** One permit for each piece of the weights. */
    final Semaphore pieces = new Semaphore(0);

    final CopyOnWriteArrayList<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, byte[]> files = new TreeMap<>();
    private final String id;
    private final HttpServer server;

    FolderHub(String id, Path folder) {
        this.id = id;
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool(run -> {
            Thread thread = new Thread(run, "folder-hub");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", exchange -> {
            try (exchange) {
                asked.add(exchange.getRequestURI().toString());
                answer(exchange);
            }
        });
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Replaces a file, such as the config. */
    void put(String name, String text) {
        files.put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Matcher resolved = RESOLVED.matcher(path);
        if (path.equals("/api/models")) {
            send(exchange, "[" + describe() + "]");
        } else if (path.startsWith("/api/models/" + id + "/revision/")) {
            send(exchange, describe());
        } else if (path.startsWith("/" + id) && resolved.matches() && files.containsKey(resolved.group(1))) {
            sendFile(exchange, resolved.group(1));
        } else {
            exchange.getResponseHeaders().set("X-Error-Code", "RepoNotFound");
            exchange.sendResponseHeaders(404, -1);
        }
    }

    private static void send(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private void sendFile(HttpExchange exchange, String name) throws IOException {
        byte[] bytes = files.get(name);
        int from = 0;
        int to = bytes.length - 1;
        Matcher range =
                RANGE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
        if (range.matches()) {
            from = Integer.parseInt(range.group(1));
            to = Math.min(to, Integer.parseInt(range.group(2)));
            exchange.getResponseHeaders().set("Content-Range", "bytes %d-%d/%d".formatted(from, to, bytes.length));
        }
        exchange.sendResponseHeaders(range.matches() ? 206 : 200, to - from + 1);
        OutputStream out = exchange.getResponseBody();
        for (int at = from; at <= to; at += PIECE) {
            if (name.endsWith(".safetensors")) {
                pieces.acquireUninterruptibly();
            }
            out.write(bytes, at, Math.min(PIECE, to - at + 1));
            out.flush();
        }
    }

    private String describe() {
        StringBuilder text = new StringBuilder("{\"id\": \"" + id + "\", \"sha\": \"" + COMMIT
                + "\", \"pipeline_tag\": \"image-classification\", \"downloads\": 12, \"cardData\":"
                + " {\"license\": \"apache-2.0\", \"language\": [\"en\"]}, \"siblings\": [");
        String separator = "";
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String large = file.getKey().endsWith(".safetensors")
                    ? ", \"lfs\": {\"sha256\": \"%s\", \"size\": %d}"
                            .formatted(hash("SHA-256", file.getValue()), file.getValue().length)
                    : "";
            text.append("%s{\"rfilename\": \"%s\", \"size\": %d, \"blobId\": \"%s\"%s}"
                    .formatted(separator, file.getKey(), file.getValue().length, git(file.getValue()), large));
            separator = ", ";
        }
        return text.append("]}").toString();
    }

    private static String git(byte[] bytes) {
        byte[] head = ("blob " + bytes.length + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] all = java.util.Arrays.copyOf(head, head.length + bytes.length);
        System.arraycopy(bytes, 0, all, head.length, bytes.length);
        return hash("SHA-1", all);
    }

    private static String hash(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
