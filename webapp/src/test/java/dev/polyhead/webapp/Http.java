package dev.polyhead.webapp;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A plain HTTP client for one server, as a program would use it. */
public final class Http {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String base;

    public Http(int port) {
        base = "http://127.0.0.1:" + port;
    }

    /** Asks for a path as a program does. */
    public HttpResponse<String> get(String path, String... headers) {
        return send(
                with(HttpRequest.newBuilder(URI.create(base + path)), headers).GET());
    }

    /** Sends a body of a type. */
    public HttpResponse<String> post(String path, String type, String body, String... headers) {
        return send(with(HttpRequest.newBuilder(URI.create(base + path)), headers)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Replaces something by JSON. */
    public HttpResponse<String> put(String path, String json) {
        return send(HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** Sends nothing. */
    public HttpResponse<String> send(String method, String path, String... headers) {
        return send(with(HttpRequest.newBuilder(URI.create(base + path)), headers)
                .method(method, HttpRequest.BodyPublishers.noBody()));
    }

    /** Sends a form with fields and files. */
    public HttpResponse<String> post(String path, Form form, String... headers) {
        return send(with(HttpRequest.newBuilder(URI.create(base + path)), headers)
                .header("Content-Type", "multipart/form-data; boundary=" + form.boundary)
                .POST(form.body()));
    }

    /** What a page gives its forms: the token they send along, and the cookie that proves it. */
    public record FormToken(String field, String cookie) {}

    /** Opens a page as a browser does, for one of its forms. */
    public FormToken formOf(String page) {
        HttpResponse<String> answer = get(page, "Accept", "text/html");
        String cookie = answer.headers().allValues("Set-Cookie").stream()
                .filter(each -> each.startsWith("polyhead_form="))
                .findFirst()
                .orElseThrow(() -> new AssertionError("The page set no cookie: " + answer.headers()))
                .split(";", 2)[0];
        return new FormToken(answer.body().replaceAll("(?s).*?name=\"_csrf\" value=\"([^\"]+)\".*", "$1"), cookie);
    }

    /** The body as JSON. */
    public static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
        return headers.length == 0 ? request : request.headers(headers);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("The server hung up: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** A form with fields and files, written as {@code multipart/form-data}. */
    public static final class Form {
        private final String boundary = "form" + UUID.randomUUID();
        private final List<byte[]> parts = new ArrayList<>();

        /** Adds a field. */
        public Form field(String name, String value) {
            return add(
                    "Content-Disposition: form-data; name=\"" + name + "\"\r\n\r\n",
                    value.getBytes(StandardCharsets.UTF_8));
        }

        /** Adds a file under its own name. */
        public Form file(String name, Path file) throws IOException {
            return file(name, file.getFileName().toString(), Files.readAllBytes(file));
        }

        /** Adds bytes as a file. */
        public Form file(String name, String fileName, byte[] bytes) {
            String escaped = fileName.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
            return add(
                    "Content-Disposition: form-data; name=\"" + name + "\"; filename=\"" + escaped
                            + "\"\r\nContent-Type: application/octet-stream\r\n\r\n",
                    bytes);
        }

        private Form add(String head, byte[] content) {
            parts.add(("--" + boundary + "\r\n" + head).getBytes(StandardCharsets.UTF_8));
            parts.add(content);
            parts.add("\r\n".getBytes(StandardCharsets.UTF_8));
            return this;
        }

        private HttpRequest.BodyPublisher body() {
            List<byte[]> all = new ArrayList<>(parts);
            all.add(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
            return HttpRequest.BodyPublishers.ofByteArrays(all);
        }
    }
}
