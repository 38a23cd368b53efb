package dev.polyhead.text.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokenizers of somebody who means harm. Most of these once ended the process inside the native library. */
class HostileTokenizerTest {
    private static final String TOKENIZER = """
            {"version": "1.0", "added_tokens": [%s], "normalizer": %s, "pre_tokenizer": %s, "post_processor": %s,
             "decoder": %s, "model": %s}""";
    private static final String WORDS = """
            {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
             "max_input_chars_per_word": 100, "vocab": {"[UNK]": 0, "hello": 1, "##s": 2}}""";

    private static Tokenizer with(String part, String json) {
        return Tokenizer.of(
                TOKENIZER.formatted(
                        part.equals("added") ? json : "",
                        part.equals("normalizer") ? json : "null",
                        part.equals("pre_tokenizer") ? json : "{\"type\": \"BertPreTokenizer\"}",
                        part.equals("post_processor") ? json : "null",
                        part.equals("decoder") ? json : "null",
                        part.equals("model") ? json : WORDS),
                TokenizerSettings.none());
    }

    private static Arguments of(String part, String json, String because) {
        return Arguments.of(part, json.replace('\'', '"'), because);
    }

    private static String charsmap(int... words) {
        byte[] bytes = new byte[words.length * 4];
        java.nio.ByteBuffer.wrap(bytes)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .put(words);
        return "{'type': 'Precompiled', 'precompiled_charsmap': '%s'}"
                .formatted(Base64.getEncoder().encodeToString(bytes));
    }

    static Stream<Arguments> harmful() {
        String template =
                "{'type': 'TemplateProcessing', 'single': [%s], 'pair': [{'Sequence': {'id': 'A', 'type_id': 0}},"
                        + " {'Sequence': {'id': 'B', 'type_id': 0}}], 'special_tokens': {%s}}";
        String text = "{'Sequence': {'id': 'A', 'type_id': 0}}";
        String grows = "{'type': 'Replace', 'pattern': {'String': 'a'}, 'content': '%s'}".formatted("a".repeat(100));
        return Stream.of(
                of("added", "{'id': 2147483647, 'content': 'x'}", "2147483647"),
                of("added", "{'id': -5, 'content': 'x'}", "-5"),
                of("added", "{'id': 4294967295, 'content': 'x'}", "4294967295"),
                of("added", "{'id': '7', 'content': 'x'}", "\"7\""),
                of("added", "{'id': 7, 'content': '%s'}".formatted("x".repeat(2000)), "1024"),
                of("added", "5", "the id of nothing"),
                of("model", "{'type': 'WordPiece', 'unk_token': 'a', 'vocab': {'a': 1.5}}", "1.5"),
                of("model", "{'type': 'WordPiece', 'unk_token': 'a', 'vocab': {'a': 9223372036854775808}}", "92233"),
                of("model", WORDS.replace("100", "1000000000"), "1000000000"),
                of("model", WORDS.replace("##", "#".repeat(2000)), "1024"),
                of("model", "{'type': 'Unigram', 'unk_id': 0, 'vocab': [['<unk>', 0], 'x']}", "entry 1"),
                of(
                        "model",
                        "{'type': 'Unigram', 'unk_id': 0, 'vocab': [['%s', 0]]}".formatted("a".repeat(5000)),
                        "1024"),
                of(
                        "model",
                        "{'type': 'BPE', 'continuing_subword_prefix': 'zzz', 'vocab': {'a': 0, 'b': 1}, 'merges': ['a b']}",
                        "zzz"),
                of("normalizer", "{'type': 'Precompiled', 'precompiled_charsmap': ''}", "damaged"),
                of("normalizer", "{'type': 'Precompiled', 'precompiled_charsmap': '!!!'}", "base64"),
                of("normalizer", charsmap(4, 0), "damaged"),
                of("normalizer", charsmap(-8, 0, 0), "damaged"),
                of("normalizer", charsmap(8, 0xFFFFFFFF, 0xFFFFFFFF), "damaged"),
                of("normalizer", "{'type': 'Replace', 'pattern': {'String': ''}, 'content': 'b'}", "nothing"),
                of("normalizer", "{'type': 'Replace', 'pattern': {'Regex': 'x*'}, 'content': 'b'}", "nothing"),
                of(
                        "normalizer",
                        "{'type': 'Sequence', 'normalizers': [%s, %s, %s]}".formatted(grows, grows, grows),
                        "64"),
                of("normalizer", "{'type': 'Prepend', 'prepend': '%s'}".formatted("x".repeat(100_000)), "1024"),
                of("pre_tokenizer", "{'type': 'FixedLength', 'length': 0}", "no length"),
                of("post_processor", template.formatted(text.replace("'A'", "'B'"), ""), "[B]"),
                of("post_processor", template.formatted(text + "," + text, ""), "repeats"),
                of(
                        "post_processor",
                        template.formatted("{'SpecialToken': {'id': 'x', 'type_id': 0}}," + text, ""),
                        "does not list"),
                of(
                        "post_processor",
                        template.formatted(
                                "{'SpecialToken': {'id': 'x', 'type_id': 0}}," + text,
                                "'x': {'id': 'x', 'ids': [2147483648], 'tokens': ['x']}"),
                        "2147483648"),
                of("post_processor", template.formatted(text.replace("0", "4294967295"), ""), "4294967295"),
                of("post_processor", "{'type': 'BertProcessing', 'sep': ['x', 99999999], 'cls': ['y', 0]}", "99999999"),
                of("decoder", "{'type': 'Strip', 'content': 'a', 'start': 0, 'stop': 1000}", "strips"));
    }

    @ParameterizedTest
    @MethodSource("harmful")
    void whatWouldEndTheProcessIsRefused(String part, String json, String because) {
        TokenizerException refused =
                assertThrows(TokenizerException.class, () -> with(part, json).close());
        assertTrue(refused.getMessage().contains(because), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+$",
                "(?:(?:a*)*)*c",
                "(x+x+)+y",
                "(a|aa)+$",
                "a*a*b",
                "(a*)\\1*b",
                "(?<=a*)b",
                "((a{1000}){1000}){1000}",
                "(a|a){40}b",
                "a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?b",
                "a{1,1000}a{1,1000}a{1,1000}b",
                "a*b|a*c|a*d|a*e|a*f|a*g|a*h|a*i|a*j|a*k",
                "(",
                "a)",
                "[a",
                "a{99999}",
                "\\"
            })
    void anExpressionThatMayNeverEndIsRefused(String regex) {
        assertThrows(TokenizerException.class, () -> RegexCheck.check(regex));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // GPT-2, CLIP
                "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
                // Llama 3, Qwen 2, GLM 4
                "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                // GPT-4o, Mistral's Tekken
                "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                // DeepSeek V3
                "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                // Bloom
                " ?[^(\\s|[.,!?…。，、।۔،])]+",
                // digits from the right, in threes
                "(?=(\\d{3})+(?!\\d))",
                " {2,}",
                "[0-9][0-9][0-9]",
                "(?:\\r\\n)+"
            })
    void whatModelsAreTrainedWithPasses(String regex) {
        assertTrue(RegexCheck.check(regex).least() >= 0);
        assertEquals(
                regex.equals("(?=(\\d{3})+(?!\\d))"), RegexCheck.check(regex).isSlow(), "over the square of a text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a*b", "\\s+$", "x?a+b|b+", "(?:a*b)|a+c", "a*b|xa+"})
    void anExpressionThatTriesEveryPlaceIsSlow(String regex) {
        assertTrue(RegexCheck.check(regex).isSlow());
    }

    @Test
    void aSlowTokenizerIsGivenNoLongText() {
        String split =
                "{\"type\": \"Split\", \"pattern\": {\"Regex\": \"a*b\"}, \"behavior\": \"Isolated\", \"invert\": false}";
        try (Tokenizer slow = with("pre_tokenizer", split)) {
            assertEquals(1, slow.encode("a").length());
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> slow.encode("a".repeat(70_000)));
            assertTrue(refused.getMessage().contains("70000 characters"), refused.getMessage());
        }
    }

    @Test
    void deepJsonIsAnErrorAndNoStackOverflow(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\":" + "{\"a\":".repeat(100_000));
        TokenizerException refused = assertThrows(
                TokenizerException.class, () -> Tokenizer.open(folder).close());
        assertTrue(refused.getMessage().contains("nesting depth"), refused.getMessage());
        String deep = "{\"type\":\"Sequence\",\"normalizers\":[".repeat(100) + "]}".repeat(100);
        assertThrows(TokenizerException.class, () -> with("normalizer", deep).close());
    }

    @Test
    void settingsWithWrongTypesAreErrors(@TempDir Path folder) throws Exception {
        Files.writeString(
                folder.resolve("tokenizer.json"), TOKENIZER.formatted("", "null", "null", "null", "null", WORDS));
        for (String settings : new String[] {
            "{\"added_tokens_decoder\": {\"x\": {}}}", "{\"added_tokens_decoder\": {\"7\": 5}}", "[]", "5"
        }) {
            Files.writeString(folder.resolve("tokenizer_config.json"), settings);
            assertThrows(TokenizerException.class, () -> Tokenizer.open(folder).close(), settings);
        }
    }

    @Test
    void aTextThatTheTokenizerHasNoTokenForIsAnError() {
        String noUnknown = "{\"type\": \"WordLevel\", \"unk_token\": \"x\", \"vocab\": {\"hello\": 0}}";
        try (Tokenizer tokenizer = with("model", noUnknown)) {
            assertEquals(1, tokenizer.encode("hello").length());
            assertThrows(TokenizerException.class, () -> tokenizer.encode("world"));
        }
    }
}
