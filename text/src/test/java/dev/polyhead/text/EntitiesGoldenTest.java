package dev.polyhead.text;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.polyhead.text.TokenClassifier.Aggregation;
import dev.polyhead.text.TokenClassifier.Entity;
import dev.polyhead.text.tokenizer.Encoding;
import dev.polyhead.text.tokenizer.Tokenizer;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Words and entities against what transformers groups of the same scores. */
class EntitiesGoldenTest {
    @Test
    void everyAggregationGroupsAsTheReferenceDoes() throws Exception {
        List<Executable> checks = new ArrayList<>();
        try (InputStream in = EntitiesGoldenTest.class.getResourceAsStream("/entities.json")) {
            JsonNode golden = JsonMapper.shared().readTree(in);
            List<String> labels =
                    golden.path("labels").valueStream().map(JsonNode::asString).toList();
            for (JsonNode each : golden.path("cases")) {
                Path folder = Path.of(EntitiesGoldenTest.class
                        .getResource("/tokenizers/" + each.path("tokenizer").asString())
                        .toURI());
                try (Tokenizer tokenizer = Tokenizer.open(folder)) {
                    String text = each.path("text").asString();
                    Encoding encoding = tokenizer.encode(text);
                    double[][] scores = JsonMapper.shared().convertValue(each.path("scores"), double[][].class);
                    Entities entities = new Entities(tokenizer, labels, text, encoding, scores);
                    for (Aggregation aggregation : Aggregation.values()) {
                        JsonNode expected =
                                each.path("expected").path(aggregation.name().toLowerCase(Locale.ROOT));
                        List<Entity> found = entities.grouped(aggregation);
                        checks.add(() -> same(expected, found, text + " " + aggregation));
                    }
                }
            }
        }
        assertAll(checks);
    }

    private static void same(JsonNode expected, List<Entity> found, String about) {
        assertEquals(
                expected.valueStream().map(EntitiesGoldenTest::shown).toList(),
                found.stream()
                        .map(entity -> "%s %s %d-%d"
                                .formatted(entity.label(), entity.word().strip(), entity.start(), entity.end()))
                        .toList(),
                about);
        for (int i = 0; i < found.size(); i++) {
            assertEquals(expected.get(i).path("score").asDouble(), found.get(i).score(), 1e-9, about);
        }
    }

    private static String shown(JsonNode entity) {
        return "%s %s %d-%d"
                .formatted(
                        entity.path("label").asString(),
                        entity.path("word").asString().strip(),
                        entity.path("start").asInt(),
                        entity.path("end").asInt());
    }
}
