package dev.polyhead.text.tokenizer;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Small tokenizers in every layout a checkpoint may come with, against what transformers makes of the same files; where that
 * library drops a model's own normalisation (mBART, BigBird, Llama), against SentencePiece itself.
 */
class TokenizerFilesGoldenTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bert-uncased",
                "bert-cased",
                "distilbert",
                "gpt2",
                "roberta",
                "bart",
                "t5",
                "xlm-roberta",
                "mbart",
                "mbart50",
                "big-bird",
                "llama",
                "marian"
            })
    void everyLayoutGivesTheReferencesIdsAndTexts(String name) throws URISyntaxException {
        Path folder = Path.of(TokenizerFilesGoldenTest.class
                .getResource("/tokenizers/" + name)
                .toURI());
        JsonNode expected = TokenizerSettings.object(folder.resolve("expected.json"));
        String source = expected.path("source").asString();
        List<Executable> checks = new ArrayList<>();
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            for (JsonNode each : expected.path("cases")) {
                String text = each.path("text").asString();
                String about = source + ": " + text;
                checks.add(() -> assertEquals(list(each.path("ids")), list(tokenizer.encode(text)), about));
                checks.add(() -> assertEquals(
                        list(each.path("plain")), list(tokenizer.encode(text, EncodeOptions.plain())), about));
                if (each.path("decoded").isString()) {
                    checks.add(() -> assertEquals(
                            each.path("decoded").asString(), tokenizer.decode(ints(each.path("plain"))), about));
                }
            }
            JsonNode pair = expected.path("pair");
            if (pair.isObject()) {
                Encoding encoding = tokenizer.encode(
                        pair.path("first").asString(), pair.path("second").asString(), EncodeOptions.defaults());
                checks.add(() -> assertEquals(list(pair.path("ids")), list(encoding), source));
                if (pair.path("types").isArray()) {
                    checks.add(() -> assertArrayEquals(ints(pair.path("types")), encoding.typeIds(), source));
                }
            }
            assertAll(name, checks);
        }
    }

    private static List<Integer> list(JsonNode array) {
        return array.valueStream().map(JsonNode::asInt).toList();
    }

    private static List<Integer> list(Encoding encoding) {
        return Arrays.stream(encoding.ids()).boxed().toList();
    }

    private static int[] ints(JsonNode array) {
        return array.valueStream().mapToInt(JsonNode::asInt).toArray();
    }
}
