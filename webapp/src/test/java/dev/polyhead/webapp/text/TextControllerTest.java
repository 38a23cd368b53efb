package dev.polyhead.webapp.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.OpenAiSchema;
import dev.polyhead.webapp.ServerTest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Text over HTTP with the sentence model that ships. */
@ServerTest
class TextControllerTest {
    private static final ExecutorService CLIENTS = Executors.newFixedThreadPool(16);

    private final Http http;

    TextControllerTest(@LocalServerPort int port) {
        http = new Http(port);
    }

    @AfterAll
    static void leave() {
        CLIENTS.shutdown();
    }

    private HttpResponse<String> embed(String rest) {
        return http.post("/v1/embeddings", "application/json", "{\"model\": \"all-MiniLM-L6-v2\", %s}".formatted(rest));
    }

    @Test
    void embeddingsAreWhatOpenAisSchemaSaysInBothFormats() {
        HttpResponse<String> answer = embed("\"input\": [\"A cat.\", \"A dog.\"]");
        OpenAiSchema.require("CreateEmbeddingResponse", answer.body());
        JsonNode body = Http.json(answer);
        assertThat(body.at("/data")).hasSize(2);
        assertThat(body.at("/data/0/embedding")).hasSize(384);
        assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo(10);
        JsonNode encoded = Http.json(embed("\"input\": \"A cat.\", \"encoding_format\": \"base64\""));
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder()
                        .decode(encoded.at("/data/0/embedding").asString()))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.capacity()).isEqualTo(4 * 384);
        assertThat((double) bytes.getFloat(0))
                .isCloseTo(body.at("/data/0/embedding/0").asDouble(), org.assertj.core.data.Offset.offset(1e-6));
    }

    @Test
    void manyClientsAtOnceGetTheVectorsTheyGetAlone() {
        List<String> inputs =
                List.of("A cat.", "A dog.", "The stock market fell sharply today.", "A man plays the guitar.");
        List<JsonNode> alone = inputs.stream().map(this::vector).toList();
        List<CompletableFuture<JsonNode>> together = IntStream.range(0, 32)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> vector(inputs.get(i % inputs.size())), CLIENTS))
                .toList();
        for (int i = 0; i < together.size(); i++) {
            JsonNode expected = alone.get(i % inputs.size());
            JsonNode vector = together.get(i).join();
            assertThat(vector).hasSize(384);
            for (int channel = 0; channel < vector.size(); channel++) {
                double number = expected.get(channel).asDouble();
                assertThat(vector.get(channel).asDouble()).isCloseTo(number, org.assertj.core.data.Offset.offset(1e-6));
            }
        }
    }

    private JsonNode vector(String input) {
        return Http.json(embed("\"input\": \"%s\"".formatted(input))).at("/data/0/embedding");
    }

    @Test
    void tokensAndFewerDimensionsAreEmbeddedToo() {
        JsonNode body = Http.json(embed("\"input\": [[101, 1037, 4937, 102], [101, 102]], \"dimensions\": 8"));
        assertThat(body.at("/data")).hasSize(2);
        assertThat(body.at("/data/1/embedding")).hasSize(8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "input | \"input\": \"\"",
                "input | \"input\": []",
                "input | \"input\": [1, \"a\"]",
                "input | \"input\": {\"a\": 1}",
                "dimensions | \"input\": \"a\", \"dimensions\": 0",
                "dimensions | \"input\": \"a\", \"dimensions\": 999",
                "encoding_format | \"input\": \"a\", \"encoding_format\": \"int8\"",
                "modality | \"input\": \"a\", \"modality\": \"image\"",
                "nonsense | \"input\": \"a\", \"nonsense\": 1",
            })
    void whatIsWrongIsNamed(String param, String rest) {
        HttpResponse<String> answer = embed(rest);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(Http.json(answer).at("/error/param").asString()).isEqualTo(param);
    }

    @Test
    void aTextPastTheModelsLengthIsAnErrorUnlessItMayBeCut() {
        String text = "word ".repeat(400);
        assertThat(embed("\"input\": \"%s\"".formatted(text)).statusCode()).isEqualTo(400);
        JsonNode cut = Http.json(embed("\"input\": \"%s\", \"truncate\": true".formatted(text)));
        assertThat(cut.at("/usage/total_tokens").asInt()).isEqualTo(256);
    }

    @Test
    void theTaskApiGivesVectorsAndSimilarities() {
        JsonNode vectors =
                Http.json(http.post("/models/all-MiniLM-L6-v2", "application/json", "{\"inputs\": [\"a\", \"b\"]}"));
        assertThat(vectors).hasSize(2);
        JsonNode scores = Http.json(http.post("/models/all-MiniLM-L6-v2", "application/json", """
                {"inputs": {"source_sentence": "A cat", "sentences": ["A kitten", "The stock market"]}}
                """));
        assertThat(scores.at("/0").asDouble()).isGreaterThan(scores.at("/1").asDouble());
        HttpResponse<String> unknown = http.post("/models/org%2Fnothing", "application/json", "{\"inputs\": \"a\"}");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("org/nothing");
    }

    @Test
    void attentionIsGivenHeadByHead() {
        JsonNode body = Http.json(http.post("/api/attention", "application/json", """
                {"model": "all-MiniLM-L6-v2", "text": "A cat sleeps."}
                """));
        JsonNode map = body.at("/maps/0");
        assertThat(map.at("/kind").asString()).isEqualTo("self");
        assertThat(map.at("/layers").asInt()).isEqualTo(6);
        assertThat(map.at("/heads").asInt()).isEqualTo(12);
        assertThat(map.at("/queries/1/text").asString()).isEqualTo("a");
        double sum = 0;
        for (JsonNode weight : map.at("/weights/2/3/1")) {
            sum += weight.asDouble();
        }
        assertThat(sum).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-4));
        HttpResponse<String> empty =
                http.post("/api/attention", "application/json", "{\"model\": \"all-MiniLM-L6-v2\", \"text\": \" \"}");
        assertThat(empty.statusCode()).isEqualTo(400);
    }

    @Test
    void aLinkToAComparisonShowsItsMatrix() {
        String page = http.get("/text?tool=compare&text=A+cat%0AA+kitten%0AThe+stock+market", "Accept", "text/html")
                .body();
        assertThat(page)
                .contains("<svg class=\"matrix few\"")
                .contains("fill=\"#fde725\"")
                .contains("A kitten");
        String wrong =
                http.get("/text?tool=compare&text=alone", "Accept", "text/html").body();
        assertThat(wrong).contains("cannot be compared").contains(">alone</textarea>");
    }

    @Test
    void everyToolHasItsPageAlsoInGerman() {
        for (TextTool tool : TextTool.values()) {
            HttpResponse<String> page =
                    http.get("/text?tool=" + tool.word(), "Accept", "text/html", "Accept-Language", "de");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("Vergleichen").doesNotContain("??");
        }
        assertThat(http.get("/attention", "Accept", "text/html", "Accept-Language", "de")
                        .body())
                .contains("Schicht")
                .doesNotContain("??");
    }
}
