package dev.polyhead.webapp.imagesearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.ServerTest;
import dev.polyhead.webapp.classification.PictureSamples;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Collections over REST: made, filled, searched, emptied. */
@ServerTest
class CollectionControllerTest {
    @TempDir
    private static Path root;

    private final Http http;

    @Autowired
    private PictureSamples samples;

    CollectionControllerTest(@LocalServerPort int port) {
        http = new Http(port);
    }

    @DynamicPropertySource
    static void roots(DynamicPropertyRegistry registry) {
        registry.add("polyhead.pictures.roots", () -> root.toString());
        registry.add("polyhead.pictures.quiet", () -> "200ms");
    }

    @Test
    void aCollectionIsMadeListedAndDeleted() {
        String name = "My pictures " + UUID.randomUUID();
        HttpResponse<String> made = make(name);
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.headers().firstValue("location").orElse("")).startsWith("/api/collections/My%20pictures");
        assertThat(make(name).statusCode()).isEqualTo(409);
        assertThat(http.get("/api/collections").body()).contains(name);
        assertThat(http.send("DELETE", path(name, "")).statusCode()).isEqualTo(204);
        assertThat(http.get(path(name, "")).statusCode()).isEqualTo(404);
        for (String bad : new String[] {"../up", "", "a/b", ".hidden", "x".repeat(65)}) {
            assertThat(make(bad).statusCode()).as(bad).isEqualTo(400);
        }
    }

    @Test
    void uploadsAreAddedOnceAndABrokenOneSpoilsNoOther() throws IOException {
        String name = fresh();
        byte[] cat = Files.readAllBytes(samples.get("cat.png"));
        JsonNode report = ok(http.post(
                path(name, "/images"),
                new Http.Form()
                        .file("files", "cat.png", cat)
                        .file("files", "same <b>cat.png", cat)
                        .file("files", "words.png", "hello".getBytes(StandardCharsets.UTF_8))));
        assertThat(report.at("/added")).hasSize(1);
        assertThat(report.at("/duplicates/0/of").asString()).isEqualTo("cat.png");
        assertThat(report.at("/duplicates/0/name").asString()).isEqualTo("same <b>cat.png");
        assertThat(report.at("/failed/0/detail").asString()).contains("text, not a picture");

        String id = report.at("/added/0/id").asString();
        JsonNode item = ok(http.get(path(name, "/images/" + id)));
        assertThat(item.at("/width").asInt()).isEqualTo(480);
        assertThat(item.at("/format").asString()).isEqualTo("PNG");
        HttpResponse<String> thumbnail = http.get(path(name, "/images/" + id + "/thumbnail"));
        assertThat(thumbnail.statusCode()).isEqualTo(200);
        assertThat(thumbnail.headers().firstValue("content-type").orElse("")).isEqualTo("image/jpeg");
        assertThat(http.get(path(name, "/images/" + id + "/file")).headers().firstValue("content-type"))
                .hasValue("image/png");
        assertThat(http.send("DELETE", path(name, "/images/" + id)).statusCode())
                .isEqualTo(204);
        assertThat(http.get(path(name, "/images/" + id)).statusCode()).isEqualTo(404);
        assertThat(http.get(path(name, "/images/..%2F..%2Fsecret/thumbnail")).statusCode())
                .isIn(400, 404);
    }

    @Test
    void picturesAreFoundByWordsPicturesAndWithoutWhatIsNotWanted() throws IOException {
        String name = fresh();
        JsonNode added = ok(http.post(
                        path(name, "/images"),
                        new Http.Form()
                                .file("files", samples.get("cat.png"))
                                .file("files", samples.get("house-and-sun.png"))
                                .file("files", samples.get("red-bicycle.jpg"))))
                .at("/added");
        assertThat(added).hasSize(3);

        assertThat(first(http.get(path(name, "/search?q=a%20red%20bicycle")))).isEqualTo("red-bicycle.jpg");
        assertThat(first(http.post(
                        path(name, "/search"),
                        "application/json",
                        "{\"terms\":[{\"text\":\"a house\"},{\"text\":\"a cat\",\"weight\":-0.5}],\"limit\":1}")))
                .isEqualTo("house-and-sun.png");
        assertThat(first(http.post(path(name, "/search"), new Http.Form().file("image", samples.get("cat.png")))))
                .isEqualTo("cat.png");
        String id = added.at("/0/id").asString();
        JsonNode alike = ok(http.get(path(name, "/search?like=" + id + "&limit=2")));
        assertThat(alike.at("/items/0/similarity").asDouble()).isGreaterThan(0.999);
        assertThat(alike.at("/total").asInt()).isEqualTo(3);

        http.put(path(name, "/images/" + id + "/tags"), "{\"tags\":[\"Pet\",\"Pet\",\" orange\\n\"]}");
        JsonNode tagged = ok(http.post(
                path(name, "/search"),
                "application/json",
                "{\"terms\":[{\"text\":\"a house\"}],\"filter\":{\"label\":\"pet\",\"size\":{\"minWidth\":100}}}"));
        assertThat(tagged.at("/items")).hasSize(1);
        assertThat(tagged.at("/items/0/tags/0").asString()).isEqualTo("Pet");
        assertThat(ok(http.get(path(name, "/images?label=pet"))).at("/total").asInt())
                .isEqualTo(1);
        assertThat(ok(http.get(path(name, "/facets"))).at("/label")).hasSize(2);
        assertThat(ok(http.get(path(name, "/images/" + id + "/labels?labels=house,cat,bicycle")))
                        .at("/labels/0/label")
                        .asString())
                .isEqualTo("cat");
        assertThat(ok(http.get(path(name, "/images/" + id + "/labels"))).at("/labels"))
                .hasSize(5);
    }

    @Test
    void whatIsWrongWithASearchIsSaid() {
        String name = fresh();
        refused(400, "limit is 0", http.get(path(name, "/search?q=x&limit=0")));
        refused(400, "What to look for", http.get(path(name, "/search")));
        refused(400, "There is no field 'quer'", http.get(path(name, "/search?quer=x")));
        refused(400, "Write a day", http.get(path(name, "/search?q=x&from=yesterday")));
        refused(400, "lies after", http.get(path(name, "/search?q=x&from=2024&to=2020")));
        refused(404, "There is no collection", http.get(path("none", "/search?q=x")));
        refused(404, "There is no picture", http.get(path(name, "/search?like=0123456789abcdef01234567")));
        refused(400, "exactly one of", json(name, "{\"terms\":[{\"text\":\"a\",\"itemId\":\"b\"}]}"));
        refused(400, "There is no member 'terms[0].txt'", json(name, "{\"terms\":[{\"txt\":\"a\"}]}"));
        refused(400, "not a number", json(name, "{\"terms\":[{\"text\":\"a\",\"weight\":\"x\"}]}"));
        refused(400, "are not fetched", json(name, "{\"terms\":[{\"image\":\"http://127.0.0.1/x.png\"}]}"));
        refused(400, "relevance or date", json(name, "{\"terms\":[{\"text\":\"a\"}],\"sort\":\"size\"}"));
        refused(400, "cannot be read", json(name, "{\"terms\":"));
    }

    @Test
    void aFolderIsImportedAsAJobAndOnlyFromWhereItIsAllowed() throws IOException {
        String name = fresh();
        Path folder = Files.createDirectories(root.resolve("holiday ünd <script>"));
        Files.copy(samples.get("cat.png"), folder.resolve("cat\"'><img src=x>.png"));
        Files.copy(samples.get("red-bicycle.jpg"), folder.resolve("bike.jpg"));
        Files.writeString(folder.resolve("broken.jpg"), "no picture");

        HttpResponse<String> accepted = importFolder(name, folder.toString());
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        JsonNode job = finished(accepted);
        assertThat(job.at("/state").asString()).as(job.toString()).isEqualTo("done");
        assertThat(job.at("/result/added").asInt()).isEqualTo(2);
        assertThat(job.at("/result/failed/0/name").asString()).isEqualTo("broken.jpg");
        assertThat(ok(http.get(path(name, "/failures"))).at("/failed")).hasSize(1);
        assertThat(first(http.get(path(name, "/search?q=a%20bicycle")))).isEqualTo("bike.jpg");

        Files.delete(folder.resolve("bike.jpg"));
        JsonNode again = finished(importFolder(name, folder.toString()));
        assertThat(again.at("/result/removed").asInt()).isEqualTo(1);
        assertThat(again.at("/result/unchanged").asInt()).isEqualTo(2);

        Path link = Files.createSymbolicLink(root.resolve("out"), Path.of("/"));
        refused(403, "may not be imported", importFolder(name, "/etc"));
        refused(403, "may not be imported", importFolder(name, root + "/../"));
        refused(403, "may not be imported", importFolder(name, link.toString()));
        refused(404, "There is no folder", importFolder(name, root + "/nothing"));
        refused(400, "not a whole path", importFolder(name, "pictures"));
        refused(400, "'path' is missing", http.post(path(name, "/import"), "application/json", "{}"));
        refused(
                422,
                "is a file",
                importFolder(name, folder.resolve("broken.jpg").toString()));
    }

    @Test
    void aWatchedFolderIsImportedAgainWhenSomethingInItChanges() throws IOException {
        String name = fresh();
        Path folder = Files.createDirectories(root.resolve("watched"));
        Files.copy(samples.get("cat.png"), folder.resolve("cat.png"));
        HttpResponse<String> accepted = http.post(
                path(name, "/import"), "application/json", "{\"path\":\"%s\",\"watch\":true}".formatted(folder));
        assertThat(finished(accepted).at("/result/added").asInt()).isEqualTo(1);
        assertThat(ok(http.get(path(name, ""))).at("/watched/0").asString()).isEqualTo(folder.toString());

        Files.copy(samples.get("red-bicycle.jpg"), folder.resolve("bike.jpg"));
        await().atMost(Duration.ofSeconds(60)).until(() -> size(name) == 2);
        Files.delete(folder.resolve("cat.png"));
        await().atMost(Duration.ofSeconds(60)).until(() -> size(name) == 1);

        JsonNode left = ok(http.put(path(name, "/watched"), "{\"folders\":[]}"));
        assertThat(left.at("/watched")).isEmpty();
        assertThat(left.at("/folders")).hasSize(1);
        refused(403, "may not be imported", http.put(path(name, "/watched"), "{\"folders\":[\"/etc\"]}"));
        refused(400, "'folders' is missing", http.put(path(name, "/watched"), "{}"));
    }

    private int size(String name) {
        return ok(http.get(path(name, ""))).at("/size").asInt();
    }

    @Test
    void wordsAndPicturesAreEmbeddedInOneSpace() throws IOException {
        String picture = Base64.getEncoder().encodeToString(Files.readAllBytes(samples.get("cat.png")));
        JsonNode image = ok(http.post(
                "/v1/embeddings",
                "application/json",
                "{\"model\":\"clip-tiny\",\"modality\":\"image\",\"input\":[\"data:image/png;base64," + picture
                        + "\"]}"));
        JsonNode text = ok(http.post(
                "/v1/embeddings", "application/json", "{\"model\":\"clip-tiny\",\"input\":[\"a cat\",\"a bicycle\"]}"));
        JsonNode cat = image.at("/data/0/embedding");
        assertThat(dot(cat, text.at("/data/0/embedding"))).isGreaterThan(dot(cat, text.at("/data/1/embedding")));
        assertThat(dot(cat, cat)).isBetween(0.999, 1.001);
    }

    @Test
    void thePageHasNothingToRunFromANameOrATag() throws IOException {
        String name = fresh();
        byte[] cat = Files.readAllBytes(samples.get("cat.png"));
        ok(http.post(path(name, "/images"), new Http.Form().file("files", "<img src=x onerror=alert(1)>.png", cat)));
        String page = http.get("/search?collection=" + PictureView.encoded(name), "Accept", "text/html")
                .body();
        assertThat(page).doesNotContain("<img src=x").contains("&lt;img src=x");
    }

    private static double dot(JsonNode one, JsonNode other) {
        double sum = 0;
        for (int i = 0; i < one.size(); i++) {
            sum += one.get(i).asDouble() * other.get(i).asDouble();
        }
        return sum;
    }

    private HttpResponse<String> json(String name, String body) {
        return http.post(path(name, "/search"), "application/json", body);
    }

    private HttpResponse<String> importFolder(String name, String folder) {
        return http.post(
                path(name, "/import"),
                "application/json",
                "{\"path\":\"" + folder.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}");
    }

    private JsonNode finished(HttpResponse<String> accepted) {
        String job = "/api/jobs/" + Http.json(accepted).at("/id").asString();
        await().atMost(Duration.ofSeconds(90))
                .until(() -> !Http.json(http.get(job)).at("/finishedAt").isNull());
        return Http.json(http.get(job));
    }

    private String fresh() {
        String name = "c-" + UUID.randomUUID();
        assertThat(make(name).statusCode()).isEqualTo(201);
        return name;
    }

    private HttpResponse<String> make(String name) {
        return http.post("/api/collections", "application/json", "{\"name\":\"" + name + "\"}");
    }

    private static String path(String name, String rest) {
        return "/api/collections/" + PictureView.encoded(name) + rest;
    }

    private static String first(HttpResponse<String> answer) {
        return ok(answer).at("/items/0/name").asString();
    }

    private static JsonNode ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.json(answer);
    }

    private static void refused(int status, String detail, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(Http.json(answer).at("/detail").asString()).contains(detail);
    }
}
