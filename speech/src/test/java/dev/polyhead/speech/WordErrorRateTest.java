package dev.polyhead.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WordErrorRateTest {
    @Test
    void itCountsAsTheReferenceDoes() {
        JsonNode cases = JsonMapper.shared().readTree(SharedData.require("oracles/wer_cases.json"));
        for (JsonNode each : cases) {
            String reference = each.get("reference").asString();
            String hypothesis = each.get("hypothesis").asString();
            assertEquals(
                    each.get("word_edits").asInt(),
                    WordErrorRate.edits(WordErrorRate.words(reference), WordErrorRate.words(hypothesis)));
            assertEquals(each.get("wer").asDouble(), WordErrorRate.of(reference, hypothesis), 1e-9);
            assertEquals(each.get("cer").asDouble(), WordErrorRate.characters(reference, hypothesis), 1e-9);
        }
    }
}
