package dev.polyhead.webapp.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.OpenAiSchema;
import dev.polyhead.webapp.ServerTest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Models over REST, with those that ship. */
@ServerTest
class ModelControllerTest {
    private final Http http;

    ModelControllerTest(@LocalServerPort int port) {
        http = new Http(port);
    }

    @Test
    void theListHasWhatShips() {
        JsonNode list = Http.json(http.get("/api/models"));
        JsonNode whisper = one(list, "whisper-base");
        assertThat(whisper.at("/here").asBoolean()).isTrue();
        assertThat(whisper.at("/licence").asString()).isEqualTo("MIT");
        assertThat(list.at("/budget").asLong()).isPositive();
        assertThat(one(list, "openai/whisper-large-v3").at("/state").asString()).isEqualTo("absent");
    }

    @Test
    void aModelIsLoadedAndUnloaded() {
        JsonNode loaded = Http.json(http.post("/api/models/load", "application/json", "{\"id\":\"minilm\"}"));
        assertThat(loaded.at("/id").asString()).isEqualTo("all-MiniLM-L6-v2");
        assertThat(loaded.at("/state").asString()).isEqualTo("loaded");
        assertThat(loaded.at("/memory").asLong()).isGreaterThan(1_000_000);

        JsonNode unloaded =
                Http.json(http.post("/api/models/unload", "application/json", "{\"id\":\"all-MiniLM-L6-v2\"}"));
        assertThat(unloaded.at("/state").asString()).isEqualTo("here");
        assertThat(unloaded.at("/memory").asLong()).isZero();
    }

    @Test
    void anUnknownModelIsNotFoundAndTheNearestAreNamed() {
        HttpResponse<String> answer = http.post("/api/models/load", "application/json", "{\"id\":\"wisper-base\"}");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("whisper-base");
    }

    @Test
    void openAisListHoldsWhatCanAnswer() {
        HttpResponse<String> answer = http.get("/v1/models");
        OpenAiSchema.require("ListModelsResponse", answer.body());
        assertThat(answer.body())
                .contains("\"whisper-base\"")
                .doesNotContain("silero")
                .doesNotContain("large-v3");
    }

    @Test
    void oneModelIsFoundByIdAndAlias() {
        for (String id : new String[] {"whisper-base", "whisper-1"}) {
            HttpResponse<String> answer = http.get("/v1/models/" + id);
            OpenAiSchema.require("Model", answer.body());
            assertThat(Http.json(answer).at("/id").asString()).isEqualTo(id);
        }
    }

    @Test
    void anIdMayHoldASlashInBothSpellings() {
        for (String id : new String[] {"openai/whisper-tiny", "openai%2Fwhisper-tiny"}) {
            HttpResponse<String> answer = http.get("/v1/models/" + id);
            assertThat(answer.statusCode()).as(id).isEqualTo(404);
            OpenAiSchema.require("ErrorResponse", answer.body());
            assertThat(Http.json(answer).at("/error/message").asString()).contains("'openai/whisper-tiny'");
            assertThat(Http.json(answer).at("/error/code").asString()).isEqualTo("model_not_found");
        }
    }

    @Test
    void thePageShowsThem() {
        HttpResponse<String> page = http.get("/models", "Accept", "text/html", "Accept-Language", "de");
        assertThat(page.body())
                .contains("whisper-base")
                .contains("Auf diesem Rechner")
                .contains("Holen …")
                .doesNotContain("??");
    }

    private static JsonNode one(JsonNode list, String id) {
        for (JsonNode model : list.at("/models")) {
            if (model.at("/id").asString().equals(id)) {
                return model;
            }
        }
        throw new AssertionError("no " + id);
    }
}
