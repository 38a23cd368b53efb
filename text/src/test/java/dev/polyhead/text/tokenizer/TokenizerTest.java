package dev.polyhead.text.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.text.tokenizer.EncodeOptions.Side;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenizerTest {
    private Tokenizer bert;
    private Tokenizer gpt2;

    @BeforeAll
    void open() {
        bert = Tokenizer.open(folder("bert-uncased"));
        gpt2 = Tokenizer.open(folder("gpt2"));
    }

    @AfterAll
    void close() {
        bert.close();
        gpt2.close();
    }

    static Path folder(String name) {
        try {
            return Path.of(
                    TokenizerTest.class.getResource("/tokenizers/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> tokens(Tokenizer tokenizer, Encoding encoding) {
        return Arrays.stream(encoding.ids()).mapToObj(tokenizer::token).toList();
    }

    @Test
    void theEndOfATextGivesWayAndTheFrameStays() {
        Encoding cut = bert.encode("what is the name", EncodeOptions.defaults().withMaxLength(4));
        assertEquals(List.of("[CLS]", "what", "is", "[SEP]"), tokens(bert, cut));
        assertEquals(2, cut.dropped());
    }

    @Test
    void theBeginningGivesWayWhereAskedFor() {
        EncodeOptions left = EncodeOptions.defaults().withMaxLength(4).withSide(Side.LEFT);
        assertEquals(List.of("[CLS]", "the", "name", "[SEP]"), tokens(bert, bert.encode("what is the name", left)));
    }

    @Test
    void theLongerOfAPairGivesWayFirst() {
        Encoding cut = bert.encode("what is the name of the first man", "hello world", limit(7));
        assertEquals(List.of("[CLS]", "what", "is", "[SEP]", "hello", "world", "[SEP]"), tokens(bert, cut));
        assertArrayEquals(new int[] {0, 0, 0, 0, 1, 1, 1}, cut.typeIds());
    }

    @Test
    void onlyTheSecondTextGivesWayWhereAskedFor() {
        EncodeOptions options = limit(7).withTruncation(Truncation.ONLY_SECOND);
        Encoding cut = bert.encode("what is", "the name of the first", options);
        assertEquals(List.of("[CLS]", "what", "is", "[SEP]", "the", "name", "[SEP]"), tokens(bert, cut));
    }

    @Test
    void windowsShareTheirStrideAndMissNothing() {
        EncodeOptions options = limit(8).withTruncation(Truncation.ONLY_SECOND).withWindows(1);
        Encoding first = bert.encode("what is", "the name of the first man", options);
        List<List<String>> windows = new ArrayList<>(List.of(tokens(bert, first)));
        first.overflow().forEach(window -> windows.add(tokens(bert, window)));
        assertEquals(
                List.of(
                        List.of("[CLS]", "what", "is", "[SEP]", "the", "name", "of", "[SEP]"),
                        List.of("[CLS]", "what", "is", "[SEP]", "of", "the", "first", "[SEP]"),
                        List.of("[CLS]", "what", "is", "[SEP]", "first", "man", "[SEP]")),
                windows);
        assertEquals(
                "man",
                "the name of the first man"
                        .substring(
                                first.overflow().get(1).start(5),
                                first.overflow().get(1).end(5)));
    }

    @Test
    void aLimitWithoutRoomOrATextThatMustStayWholeIsAnError() {
        assertThrows(TokenizerException.class, () -> bert.encode("what", limit(2)));
        assertThrows(
                TokenizerException.class,
                () -> bert.encode("what is the name", limit(4).withTruncation(Truncation.NEVER)));
        assertThrows(
                TokenizerException.class,
                () -> bert.encode("what is the name", "of", limit(5).withTruncation(Truncation.ONLY_SECOND)));
        assertThrows(TokenizerException.class, () -> bert.encode("what is the name", limit(4).withWindows(2)));
    }

    private static EncodeOptions limit(int tokens) {
        return EncodeOptions.defaults().withMaxLength(tokens);
    }

    @Test
    void placesAreCountedInJavasCharacters() {
        String text = "😀 the 😀😀 name";
        Encoding encoding = bert.encode(text);
        for (int i = 1; i < encoding.length() - 1; i++) {
            String token = bert.token(encoding.id(i));
            String part = text.substring(encoding.start(i), encoding.end(i));
            assertTrue(token.equals("[UNK]") || token.equals(part), token + " is not " + part);
        }
    }

    @Test
    void manyTextsAreEncodedAsEachAlone() {
        List<String> texts = List.of("what is", "", "the name of the first man", "😀");
        List<Encoding> together = bert.encode(texts, EncodeOptions.defaults());
        for (int i = 0; i < texts.size(); i++) {
            assertArrayEquals(bert.encode(texts.get(i)).ids(), together.get(i).ids());
        }
    }

    @Test
    void aStreamGivesWholeCharactersAndInTheEndEverything() {
        String text = "naïve 日本語 👨‍👩‍👧 end";
        StreamingDecoder stream = gpt2.streaming(true);
        StringBuilder joined = new StringBuilder();
        for (int id : gpt2.ids(text)) {
            String piece = stream.next(id);
            assertFalse(piece.contains("\uFFFD"), piece);
            joined.append(piece);
        }
        assertEquals(text, joined + stream.end());
    }

    @Test
    void aStreamCutWithinACharacterEndsWithAMark() {
        int[] ids = gpt2.ids("日");
        StreamingDecoder stream = gpt2.streaming(true);
        assertEquals("", stream.next(ids[0]));
        assertTrue(stream.end().contains("\uFFFD"));
    }

    @Test
    void theBytesOfTokensAreTheText() {
        String text = "Grüße 日本語 😀";
        StringBuilder hex = new StringBuilder();
        for (int id : gpt2.ids(text)) {
            for (byte b : gpt2.bytes(id)) {
                hex.append("%02x".formatted(b));
            }
        }
        assertEquals(java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)), hex.toString());
    }

    @Test
    void halfASurrogatePairIsReadAsAMark() {
        assertArrayEquals(
                bert.encode("a \uFFFD b").ids(), bert.encode("a \uD800 b").ids());
    }

    @Test
    void aMegabyteOfOneLetterIsEncoded() {
        String letters = "a".repeat(1 << 20);
        assertTrue(gpt2.ids(letters).length > 0);
        assertEquals(3, bert.encode(letters).length()); // too long for a word: unknown
    }

    @Test
    void aFolderWithoutATokenizerSaysWhatIsMissing(@TempDir Path empty) {
        TokenizerException e = assertThrows(TokenizerException.class, () -> Tokenizer.open(empty));
        assertTrue(e.getMessage().contains("tokenizer.json"), e.getMessage());
    }

    @Test
    void brokenFilesAreRefusedWithTheirName(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": {\"type\": \"Nothing\"}}");
        assertThrows(TokenizerException.class, () -> Tokenizer.open(folder));
        Files.delete(folder.resolve("tokenizer.json"));
        Files.write(folder.resolve("spiece.model"), new byte[] {10, 127, 1, 2});
        TokenizerException e = assertThrows(TokenizerException.class, () -> Tokenizer.open(folder));
        assertTrue(e.getMessage().contains("spiece.model"), e.getMessage());
    }

    @Test
    void aClosedTokenizerSaysSo() {
        Tokenizer closed = Tokenizer.open(folder("gpt2"));
        closed.close();
        assertThrows(IllegalStateException.class, () -> closed.encode("x"));
    }
}
