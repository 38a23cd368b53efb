package dev.polyhead.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The keys of a server that runs, over its REST interface. */
final class ServerKeys implements KeyPlace {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final URI server;
    private final @Nullable String key;

    ServerKeys(URI server, @Nullable String key) {
        this.server = server;
        this.key = key;
    }

    @Override
    public List<Row> list() {
        List<Row> rows = new ArrayList<>();
        for (JsonNode key : send("GET", "/api/keys", null)) {
            rows.add(new Row(
                    key.path("id").asString(),
                    key.path("name").asString(),
                    key.path("scope").asString(),
                    key.path("state").asString(),
                    Instant.parse(key.path("createdAt").asString()),
                    key.has("expiresAt") ? Instant.parse(key.path("expiresAt").asString()) : null));
        }
        return rows;
    }

    @Override
    public Made create(String name, String scope, @Nullable String expires) {
        Map<String, String> wanted = new LinkedHashMap<>();
        wanted.put("name", name);
        wanted.put("scope", scope);
        if (expires != null) {
            wanted.put("expires", expires);
        }
        JsonNode made = send("POST", "/api/keys", JSON.writeValueAsString(wanted));
        return new Made(
                made.path("name").asString(),
                made.path("scope").asString(),
                made.path("key").asString());
    }

    @Override
    public void revoke(String key) {
        send(
                "DELETE",
                "/api/keys/" + URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20"),
                null);
    }

    private JsonNode send(String method, String path, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            JsonNode said = JSON.readTree(answer.body());
            if (answer.statusCode() >= 400) {
                throw new IllegalStateException("The server at %s refuses: %s%s"
                        .formatted(
                                server,
                                said.path("detail").asString("status " + answer.statusCode()),
                                answer.statusCode() == 401 ? " Set POLYHEAD_ADMIN_KEY to an admin key." : ""));
            }
            return said;
        } catch (JacksonException e) {
            throw new IllegalStateException("What answers at %s is no Polyhead server.".formatted(server), e);
        } catch (IOException e) {
            throw new IllegalStateException("There is no answer from %s: %s".formatted(server, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted.", e);
        }
    }
}
