package dev.polyhead.text.tokenizer;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.polyhead.text.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Real vocabularies against what tokenizers 0.23, transformers 5.18, tiktoken and sentencepiece 0.2.2 make of texts. */
class TokenizerGoldenTest {
    @TempDir
    private Path folder;

    @Test
    void bertFromTokenizerJsonGivesTheReferencesIdsTokensAndOffsets() throws IOException {
        Files.copy(oracle("bert_uncased_tokenizer.json"), folder.resolve("tokenizer.json"));
        checkBert();
    }

    @Test
    void bertFromVocabTxtGivesTheSame() throws IOException {
        Files.copy(SharedData.repository().resolve("models/all-MiniLM-L6-v2/vocab.txt"), folder.resolve("vocab.txt"));
        checkBert();
    }

    private void checkBert() {
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            check("bert_uncased", (text, expected) -> {
                Encoding encoding = tokenizer.encode(text);
                assertEquals(integers(expected.path("ids")), list(encoding.ids()), text);
                for (int i = 0; i < encoding.length(); i++) {
                    assertEquals(expected.path("tokens").get(i).asString(), tokenizer.token(encoding.id(i)), text);
                    JsonNode span = expected.path("offsets").get(i);
                    int start = text.offsetByCodePoints(0, span.get(0).asInt());
                    int end = text.offsetByCodePoints(0, span.get(1).asInt());
                    assertEquals(List.of(start, end), List.of(encoding.start(i), encoding.end(i)), text);
                }
            });
        }
    }

    @Test
    void gpt2FromVocabAndMergesGivesTheReferencesIdsAndDecodesThemBack() throws IOException {
        Vocabularies.fromTiktoken(oracle("gpt2.tiktoken"), folder);
        checkRaw("gpt2_raw", true);
    }

    @Test
    void whispersVocabularyGivesTheReferencesIdsAndDecodesThemBack() throws IOException {
        Vocabularies.fromTiktoken(oracle("multilingual.tiktoken"), folder);
        checkRaw("whisper_multilingual_raw", true);
    }

    @Test
    void clipFromVocabAndMergesGivesTheReferencesIds() throws IOException {
        Vocabularies.fromClip(oracle("clip_bpe_simple_vocab_16e6.txt.gz"), folder);
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            check(
                    "clip",
                    (text, expected) -> assertEquals(
                            integers(expected), list(tokenizer.encode(text).ids()), text));
        }
    }

    @Test
    void clipFromTokenizerJsonGivesTheReferencesIds() {
        try (Tokenizer tokenizer = Tokenizer.open(SharedData.path("data/weights/clip-tiny"))) {
            check(
                    "clip",
                    (text, expected) -> assertEquals(
                            integers(expected), list(tokenizer.encode(text).ids()), text));
        }
    }

    @Test
    void aUnigramModelGivesSentencePiecesIds() throws IOException {
        Files.copy(oracle("spm_test_model.model"), folder.resolve("spiece.model"));
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            check(
                    "spm_unigram",
                    (text, expected) -> assertEquals(integers(expected.path("ids")), list(tokenizer.ids(text)), text));
        }
    }

    @Test
    void aJapaneseUnigramModelGivesSentencePiecesIds() throws IOException {
        Files.copy(oracle("spm_test_ja_model.model"), folder.resolve("spiece.model"));
        checkRaw("spm_unigram_ja", false);
    }

    private void checkRaw(String key, boolean reversible) {
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            check(key, (text, expected) -> {
                assertEquals(integers(expected), list(tokenizer.ids(text)), text);
                if (reversible) {
                    assertEquals(text, tokenizer.decode(tokenizer.ids(text)));
                    StreamingDecoder stream = tokenizer.streaming(true);
                    StringBuilder pieces = new StringBuilder();
                    for (int id : tokenizer.ids(text)) {
                        pieces.append(stream.next(id));
                    }
                    assertEquals(text, pieces + stream.end());
                }
            });
        }
    }

    private interface Check {
        void that(String text, JsonNode expected);
    }

    private static void check(String key, Check check) {
        JsonNode vectors = TokenizerSettings.JSON.readTree(TokenizerSettings.text(oracle("tokenizer_vectors.json")));
        List<Executable> checks = new ArrayList<>();
        for (JsonNode vector : vectors) {
            checks.add(() -> check.that(vector.path("text").asString(), vector.path(key)));
        }
        assertEquals(30, checks.size());
        assertAll(checks);
    }

    private static Path oracle(String name) {
        return SharedData.path("data/oracles/tokenizers").resolve(name);
    }

    private static List<Integer> integers(JsonNode array) {
        return array.valueStream().map(JsonNode::asInt).toList();
    }

    private static List<Integer> list(int[] ids) {
        return Arrays.stream(ids).boxed().toList();
    }
}
