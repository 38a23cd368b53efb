package dev.polyhead.webapp.imagesearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.ServerTest;
import dev.polyhead.webapp.SharedData;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Over REST the shipped CLIP finds what the reference library finds: decoding, preprocessing and tokenisation are right. */
@ServerTest
class PictureOraclesIT {
    private static final double COSINE = 0.9999;

    private final Http http;
    private String collection = "";

    PictureOraclesIT(@LocalServerPort int port) {
        http = new Http(port);
    }

    @BeforeAll
    static void theReferenceIsThere() {
        assumeTrue(SharedData.exists("oracles/clip_tiny_reference.json"), "shared/data is not beside the checkout");
    }

    @Test
    void picturesAndTextsLieWhereTheReferencePutsThem() throws IOException {
        JsonNode reference = oracle("clip_tiny_reference.json");
        for (JsonNode picture : reference.get("images")) {
            Path file = SharedData.path("images/" + picture.get("file").asString());
            String uri = "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(file));
            Map<String, String> body = Map.of("model", "clip-tiny", "modality", "image", "input", uri);
            assertThat(cosine(embedding(body), picture.get("embedding")))
                    .as(file.toString())
                    .isGreaterThanOrEqualTo(COSINE);
        }
        for (JsonNode text : reference.get("texts")) {
            Map<String, String> body =
                    Map.of("model", "clip-tiny", "input", text.get("text").asString());
            assertThat(cosine(embedding(body), text.get("embedding")))
                    .as(text.get("text").asString())
                    .isGreaterThanOrEqualTo(COSINE);
        }
    }

    @Test
    void asManyPicturesAreFoundByTheirTitlesAsTheReferenceFinds() throws IOException {
        JsonNode recall = oracle("clip_tiny_reference.json").get("recall");
        for (String group : List.of("emoji/unseen-style", "openclipart")) {
            List<JsonNode> entries = entries(group);
            List<String> ids = fill(entries);
            Map<Integer, Integer> found = new HashMap<>();
            for (int i = 0; i < entries.size(); i++) {
                JsonNode label = entries.get(i).get("label");
                String query = (label.isObject() ? label.get("title") : label).asString();
                int rank = answered(query).indexOf(ids.get(i));
                for (int most : new int[] {1, 5, 10}) {
                    found.merge(most, rank >= 0 && rank < most ? 1 : 0, Integer::sum);
                }
            }
            recall.get(group)
                    .properties()
                    .forEach(at -> assertThat((double) found.get(Integer.valueOf(at.getKey())))
                            .as("%s@%s of %d", group, at.getKey(), entries.size())
                            .isCloseTo(at.getValue().asDouble() * entries.size(), within(1.001)));
        }
    }

    /** Ids of the pictures, in their order. */
    private List<String> fill(List<JsonNode> entries) throws IOException {
        String name = "oracle-" + UUID.randomUUID();
        assertThat(http.post("/api/collections", "application/json", "{\"name\":\"" + name + "\"}")
                        .statusCode())
                .isEqualTo(201);
        collection = "/api/collections/" + name;
        Http.Form form = new Http.Form();
        for (int i = 0; i < entries.size(); i++) {
            Path file = SharedData.path("images/" + entries.get(i).get("file").asString());
            form.file("files", String.valueOf(i), Files.readAllBytes(file));
        }
        JsonNode report = ok(http.post(collection + "/images", form));
        String[] ids = new String[entries.size()];
        for (String kind : List.of("added", "duplicates")) {
            report.get(kind)
                    .forEach(each -> ids[Integer.parseInt(each.get("name").asString())] =
                            each.get("id").asString());
        }
        return List.of(ids);
    }

    private List<String> answered(String query) {
        String body =
                JsonMapper.shared().writeValueAsString(Map.of("terms", List.of(Map.of("text", query)), "limit", 10));
        List<String> ids = new ArrayList<>();
        ok(http.post(collection + "/search", "application/json", body))
                .get("items")
                .forEach(item -> ids.add(item.get("id").asString()));
        return ids;
    }

    private static List<JsonNode> entries(String group) throws IOException {
        List<JsonNode> entries = new ArrayList<>();
        for (String line : Files.readAllLines(SharedData.path("images/manifest.jsonl"))) {
            JsonNode entry = JsonMapper.shared().readTree(line);
            String file = entry.get("file").asString();
            if (file.substring(0, file.lastIndexOf('/')).equals(group)) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private JsonNode embedding(Map<String, String> body) {
        String json = JsonMapper.shared().writeValueAsString(body);
        return ok(http.post("/v1/embeddings", "application/json", json)).at("/data/0/embedding");
    }

    private static double cosine(JsonNode one, JsonNode other) {
        double dot = 0;
        double left = 0;
        double right = 0;
        for (int i = 0; i < one.size(); i++) {
            double a = one.get(i).asDouble();
            double b = other.get(i).asDouble();
            dot += a * b;
            left += a * a;
            right += b * b;
        }
        return dot / Math.sqrt(left * right);
    }

    private static JsonNode oracle(String name) {
        return SharedData.json("oracles/" + name);
    }

    private static JsonNode ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.json(answer);
    }
}
