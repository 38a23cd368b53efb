package dev.polyhead.core.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A hub on loopback that holds one repository, sends large files from another server, and misbehaves as told. */
final class FakeHub implements AutoCloseable {
    static final String COMMIT = "aaaabbbbccccddddeeeeffff0000111122223333";

    /** What may go wrong with one request. */
    sealed interface Mood {
        /** Answers with a status and a header. */
        record Status(int status, String header, String value) implements Mood {}

        /** Sends so many bytes of those it announced, then closes. */
        record Cut(int after) implements Mood {}

        /** Sends so many bytes, then nothing for long. */
        record Stall(int after) implements Mood {}

        /** Sends another range than was asked for. */
        record WrongRange() implements Mood {}

        /** Sends the whole file whatever range was asked for. */
        record NoRange() implements Mood {}

        /** Sends other bytes. */
        record Corrupt() implements Mood {}

        /** Sends another entity tag. */
        record Changed() implements Mood {}
    }

    final Map<String, byte[]> files = new LinkedHashMap<>();
    final Map<String, String> extra = new LinkedHashMap<>(); // further answers, by path
    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<String> tokensAtStorage = new CopyOnWriteArrayList<>();
    final List<String> tokensAtHub = new CopyOnWriteArrayList<>();
    final Deque<Mood> apiMoods = new ArrayDeque<>();
    final Deque<Mood> moods = new ArrayDeque<>(); // of the storage, in order of its requests

    @Nullable
    Mood always;

    String licence = "apache-2.0";
    int redirects = 1;
    private final HttpServer api = start();
    private final HttpServer storage = start();

    FakeHub() {
        api.createContext("/", exchange -> answer(exchange, this::api));
        storage.createContext("/", exchange -> answer(exchange, this::storage));
    }

    private static HttpServer start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newCachedThreadPool(run -> {
                Thread thread = new Thread(run, "fake-hub");
                thread.setDaemon(true);
                return thread;
            }));
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + api.getAddress().getPort());
    }

    private String storageAddress() {
        return "http://localhost:" + storage.getAddress().getPort();
    }

    long count(String part) {
        return requests.stream().filter(request -> request.contains(part)).count();
    }

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private void answer(HttpExchange exchange, Answer answer) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(exchange.getRequestURI() + (range == null ? "" : " " + range));
        try (exchange) {
            answer.to(exchange);
        }
    }

    private synchronized @Nullable Mood next(Deque<Mood> moods) {
        return moods.isEmpty() ? null : moods.poll();
    }

    private void api(HttpExchange exchange) throws IOException {
        tokensAtHub.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", Collections.emptyList()));
        Mood mood = next(apiMoods);
        if (mood instanceof Mood.Status status) {
            send(exchange, status.status, status.header, status.value, new byte[0]);
            return;
        }
        String path = exchange.getRequestURI().getRawPath();
        if (extra.containsKey(path)) {
            send(
                    exchange,
                    200,
                    "Content-Type",
                    "application/json",
                    extra.get(path).getBytes(StandardCharsets.UTF_8));
        } else if (path.startsWith("/api/models/org/name/revision/")) {
            send(exchange, 200, "Content-Type", "application/json", describe().getBytes(StandardCharsets.UTF_8));
        } else if (path.startsWith("/org/name/resolve/" + COMMIT + "/")) {
            String file = path.substring(("/org/name/resolve/" + COMMIT + "/").length());
            if (!files.containsKey(file)) {
                send(exchange, 404, "X-Error-Code", "EntryNotFound", new byte[0]);
            } else if (isLarge(file)) {
                send(exchange, 302, "Location", storageAddress() + "/hop/" + redirects + "/" + file, new byte[0]);
            } else {
                sendFile(exchange, file, null);
            }
        } else {
            send(exchange, 404, "X-Error-Code", "RepoNotFound", new byte[0]);
        }
    }

    private static boolean isLarge(String file) {
        return file.endsWith(".safetensors");
    }

    private String describe() {
        StringBuilder text = new StringBuilder("{\"id\": \"org/name\", \"sha\": \"" + COMMIT
                + "\", \"pipeline_tag\": \"fill-mask\", \"cardData\": {\"license\": \"" + licence
                + "\", \"language\": [\"en\", \"de\"]}, \"siblings\": [");
        String separator = "";
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            byte[] bytes = file.getValue();
            String large = isLarge(file.getKey())
                    ? ", \"lfs\": {\"sha256\": \"%s\", \"size\": %d, \"pointerSize\": 134}"
                            .formatted(hash("SHA-256", bytes), bytes.length)
                    : "";
            text.append(separator)
                    .append("{\"rfilename\": \"%s\", \"size\": %d, \"blobId\": \"%s\"%s}"
                            .formatted(file.getKey(), bytes.length, git(bytes), large));
            separator = ", ";
        }
        return text.append("]}").toString();
    }

    static String git(byte[] bytes) {
        byte[] head = ("blob " + bytes.length + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[head.length + bytes.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(bytes, 0, all, head.length, bytes.length);
        return hash("SHA-1", all);
    }

    static String hash(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void storage(HttpExchange exchange) throws IOException {
        tokensAtStorage.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", Collections.emptyList()));
        Matcher hop = Pattern.compile("/hop/(\\d+)/(.*)")
                .matcher(exchange.getRequestURI().getPath());
        if (!hop.matches()) {
            send(exchange, 404, "X", "x", new byte[0]);
            return;
        }
        int left = Integer.parseInt(hop.group(1));
        if (left > 1) {
            send(exchange, 307, "Location", "/hop/" + (left - 1) + "/" + hop.group(2), new byte[0]);
            return;
        }
        Mood mood = next(moods);
        sendFile(exchange, hop.group(2), mood == null ? always : mood);
    }

    private void sendFile(HttpExchange exchange, String name, @Nullable Mood mood) throws IOException {
        byte[] bytes = files.get(name);
        if (mood instanceof Mood.Status status) {
            send(exchange, status.status, status.header, status.value, new byte[0]);
            return;
        }
        if (mood instanceof Mood.Corrupt) {
            bytes = bytes.clone();
            bytes[bytes.length / 2] ^= 1;
        }
        int from = 0;
        int to = bytes.length - 1;
        String range = exchange.getRequestHeaders().getFirst("Range");
        boolean partial = range != null && !(mood instanceof Mood.NoRange);
        if (partial) {
            Matcher asked = Pattern.compile("bytes=(\\d+)-(\\d+)").matcher(range);
            if (!asked.matches()) {
                throw new IOException("an odd range: " + range);
            }
            from = Integer.parseInt(asked.group(1)) + (mood instanceof Mood.WrongRange ? 1 : 0);
            to = Math.min(to, Integer.parseInt(asked.group(2)));
            exchange.getResponseHeaders().set("Content-Range", "bytes %d-%d/%d".formatted(from, to, bytes.length));
        }
        exchange.getResponseHeaders()
                .set("ETag", '"' + (mood instanceof Mood.Changed ? "other" : hash("SHA-1", files.get(name))) + '"');
        int length = to - from + 1;
        exchange.sendResponseHeaders(partial ? 206 : 200, length == 0 ? -1 : length);
        int sent = length;
        if (mood instanceof Mood.Cut cut) {
            sent = Math.min(length, cut.after);
        } else if (mood instanceof Mood.Stall stall) {
            sent = Math.min(length, stall.after);
        }
        OutputStream out = exchange.getResponseBody();
        out.write(bytes, from, sent);
        out.flush();
        if (mood instanceof Mood.Stall) {
            try {
                Thread.sleep(3000);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String header, String value, byte[] body)
            throws IOException {
        exchange.getResponseHeaders().set(header, value);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        api.stop(0);
        storage.stop(0);
    }
}
