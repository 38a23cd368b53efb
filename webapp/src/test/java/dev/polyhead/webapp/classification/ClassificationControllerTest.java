package dev.polyhead.webapp.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.ServerTest;
import dev.polyhead.webapp.SharedData;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Labels for pictures over REST, with the shipped models. */
@ServerTest
class ClassificationControllerTest {
    private static final String CLASSIFY = "/api/images/classify";

    private final Http http;

    @Autowired
    private PictureSamples samples;

    ClassificationControllerTest(@LocalServerPort int port) {
        http = new Http(port);
    }

    @Test
    void aPictureGetsTheLabelsOfTheModel() throws IOException {
        JsonNode answer =
                ok(http.post(CLASSIFY, new Http.Form().file("file", cat()).field("top_k", "3")));
        assertThat(answer.at("/model").asString()).isEqualTo("vit-caltech101");
        assertThat(answer.at("/labels")).hasSize(3);
        assertThat(answer.at("/labels/0/score").asDouble())
                .isGreaterThan(answer.at("/labels/1/score").asDouble());
        assertThat(answer.has("heatMap")).isFalse();
        assertThat(answer.at("/width").asInt()).isEqualTo(480);
    }

    @Test
    void ownLabelsAreComparedWithThePicture() throws IOException {
        JsonNode answer = ok(http.post(
                CLASSIFY,
                new Http.Form()
                        .file("file", samples.get("red-bicycle.jpg"))
                        .field("labels", "a cat, a bicycle ,a house")
                        .field("template", "a drawing of {}")
                        .field("template", "a photo of {}")));
        assertThat(answer.at("/model").asString()).isEqualTo("clip-tiny");
        assertThat(answer.at("/labels/0/label").asString()).isEqualTo("a bicycle");
        double sum = 0;
        for (JsonNode label : answer.at("/labels")) {
            sum += label.at("/score").asDouble();
        }
        assertThat(sum).isCloseTo(1, within(1e-6));
    }

    @Test
    void anAnswerExplainsItselfLayerByLayer() throws IOException {
        JsonNode all = ok(http.post(
                        CLASSIFY, new Http.Form().file("file", cat()).field("explain", "true")))
                .at("/heatMap");
        assertThat(all.at("/values"))
                .hasSize(all.at("/rows").asInt() * all.at("/columns").asInt());
        JsonNode first = ok(http.post(
                        CLASSIFY,
                        new Http.Form()
                                .file("file", cat())
                                .field("explain", "true")
                                .field("layer", "1")))
                .at("/heatMap");
        assertThat(first.at("/values")).isNotEqualTo(all.at("/values"));
        HttpResponse<String> beyond = http.post(
                CLASSIFY,
                new Http.Form().file("file", cat()).field("explain", "true").field("layer", "99"));
        assertThat(beyond.statusCode()).isEqualTo(400);
        assertThat(detail(beyond)).contains("Layer 99").contains("1 to " + all.at("/layers"));
    }

    @Test
    void manyPicturesAreAnsweredInTheirOrderAndABrokenOneSpoilsNoOther() throws IOException {
        JsonNode answer = ok(http.post(
                CLASSIFY,
                new Http.Form()
                        .file("files", cat())
                        .file("files", "broken.png", "no picture".getBytes(StandardCharsets.UTF_8))
                        .file("files", samples.get("red-bicycle.jpg"))));
        assertThat(answer.at("/results")).hasSize(3);
        assertThat(answer.at("/results/0/name").asString()).isEqualTo("cat.png");
        assertThat(answer.at("/results/1/error").asString()).contains("text, not a picture");
        assertThat(answer.at("/results/2/labels")).hasSize(5);
    }

    @Test
    void whatIsWrongIsSaid() throws IOException {
        refused(400, "No picture came", new Http.Form().field("top_k", "3"));
        refused(400, "is empty (0 bytes)", new Http.Form().file("file", "a.png", new byte[0]));
        refused(
                415,
                "text, not a picture",
                new Http.Form().file("file", "a.jpg", "hello".getBytes(StandardCharsets.UTF_8)));
        refused(
                415,
                "SVG",
                new Http.Form()
                        .file(
                                "file",
                                "a.svg",
                                "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8)));
        byte[] cat = Files.readAllBytes(cat());
        refused(
                422,
                "ends before its picture does",
                new Http.Form().file("file", "a.png", Arrays.copyOf(cat, cat.length / 2)));
        refused(
                400,
                "There is no field 'lables'",
                new Http.Form().file("file", cat()).field("lables", "x"));
        refused(
                400,
                "has no {}",
                new Http.Form().file("file", cat()).field("labels", "x").field("template", "y"));
        refused(400, "it goes from 1", new Http.Form().file("file", cat()).field("top_k", "0"));
        refused(404, "nope", new Http.Form().file("file", cat()).field("model", "nope"));
        refused(
                400,
                "knows its own labels only",
                new Http.Form()
                        .file("file", cat())
                        .field("model", "vit-caltech101")
                        .field("labels", "x"));
        refused(
                400,
                "has no labels of its own",
                new Http.Form().file("file", cat()).field("model", "clip-tiny"));
    }

    private void refused(int status, String detail, Http.Form form) {
        HttpResponse<String> answer = http.post(CLASSIFY, form);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(detail(answer)).contains(detail);
    }

    @Test
    void hostilePicturesAreRefusedInBoundedTime() throws IOException {
        assumeTrue(SharedData.exists("images/formats"), "shared/data/images is not beside the checkout");
        try (var files = Files.walk(SharedData.path("images/formats/generated"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                HttpResponse<String> answer = http.post(CLASSIFY, new Http.Form().file("file", file));
                assertThat(answer.statusCode()).as(file + ": " + answer.body()).isIn(200, 400, 413, 415, 422);
            }
        }
    }

    @Test
    void everyTopFiveOfTheReferenceIsReached() throws IOException {
        assumeTrue(
                SharedData.exists("oracles/vit_caltech101_reference.json"), "shared/data is not beside the checkout");
        JsonNode reference = SharedData.json("oracles/vit_caltech101_reference.json");
        JsonNode pictures = reference.has("images") ? reference.at("/images") : reference.at("/pictures");
        assertThat(pictures.size()).isGreaterThan(3);
        for (JsonNode picture : pictures) {
            Path file = SharedData.path("images/" + picture.at("/file").asString());
            JsonNode labels =
                    ok(http.post(CLASSIFY, new Http.Form().file("file", file))).at("/labels");
            JsonNode expected = picture.at("/top5");
            for (int i = 0; i < 5; i++) {
                JsonNode one = expected.get(i);
                String label =
                        one.isArray() ? one.get(0).asString() : one.at("/label").asString();
                double score =
                        one.isArray() ? one.get(1).asDouble() : one.at("/score").asDouble();
                assertThat(labels.get(i).at("/label").asString())
                        .as(file.toString())
                        .isEqualTo(label);
                assertThat(labels.get(i).at("/score").asDouble()).isCloseTo(score, within(1e-3));
            }
        }
    }

    @Test
    void theTaskApiTakesBytesAndBase64() throws IOException {
        byte[] cat = Files.readAllBytes(cat());
        String base64 = Base64.getEncoder().encodeToString(cat);
        JsonNode own = ok(
                http.post(
                        "/models/clip-tiny",
                        "application/json",
                        "{\"inputs\":\"" + base64
                                + "\",\"parameters\":{\"candidate_labels\":[\"bicycle\",\"cat\"],\"hypothesis_template\":\"a drawing of a {}\"}}"));
        assertThat(own).hasSize(2);
        assertThat(own.at("/0/label").asString()).isEqualTo("cat");
        JsonNode builtIn = ok(http.post(
                "/models/vit-caltech101",
                "application/json",
                "{\"inputs\":\"" + base64 + "\",\"parameters\":{\"top_k\":2}}"));
        assertThat(builtIn).hasSize(2);
        HttpResponse<String> missing =
                http.post("/models/clip-tiny", "application/json", "{\"inputs\":\"" + base64 + "\"}");
        assertThat(missing.statusCode()).isEqualTo(400);
        assertThat(detail(missing)).contains("candidate_labels");
    }

    @Test
    void theFormWorksWithoutAScript() {
        HttpResponse<String> page = http.get("/classify", "Accept", "text/html");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("action=\"/classify\"").contains("cat.png");
    }

    private Path cat() {
        return samples.get("cat.png");
    }

    private static JsonNode ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.json(answer);
    }

    private static String detail(HttpResponse<String> answer) {
        return Http.json(answer).at("/detail").asString();
    }
}
