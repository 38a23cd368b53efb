package dev.polyhead.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.generation.FinishReason;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.core.runtime.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real chat model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TextGeneratorIT {
    private static final List<ChatMessage> QUESTION =
            List.of(new ChatMessage("user", "What is the capital of France?"));
    private TextModel model;
    private TextGenerator generator;

    @BeforeAll
    void open() {
        model = TextModel.open(
                SharedData.checkpoint("SmolLM2-135M-Instruct"),
                ModelOptions.defaults().with(Precision.FP32));
        generator = new TextGenerator(model);
    }

    @AfterAll
    void close() {
        if (model != null) {
            model.close();
        }
    }

    private static WritingOptions upTo(int tokens) {
        return WritingOptions.defaults().adjusted(config -> config.withGreedy().withMaxNewTokens(tokens));
    }

    @Test
    void greedyAnswersAreThoseOfTheReference() throws IOException {
        JsonNode oracle =
                JsonMapper.shared().readTree(Files.readString(SharedData.path("data/oracles/smollm2_reference.json")));
        for (JsonNode expected : oracle.path("answers")) {
            List<ChatMessage> messages = expected.path("messages")
                    .valueStream()
                    .map(message -> new ChatMessage(
                            message.path("role").asString(),
                            message.path("content").asString()))
                    .toList();
            String prompt = generator.prompt(messages);
            assertEquals(expected.path("prompt").asString(), prompt);
            assertArrayEquals(
                    ints(expected.path("prompt_ids")), model.tokenizer().ids(prompt));
            Written answer = generator.chat(messages, upTo(64));
            assertEquals(expected.path("text").asString(), answer.text());
            assertArrayEquals(
                    ints(expected.path("ids")),
                    answer.tokens().stream().mapToInt(TokenChoice::id).toArray());
        }
    }

    @Test
    void theStreamIsTheTextInWholeCharacters() {
        List<String> pieces = new ArrayList<>();
        List<TokenChoice> tokens = new ArrayList<>();
        List<ChatMessage> messages = List.of(new ChatMessage("user", "Repeat exactly: 😀👍🏽 Straße 日本語"));
        Written answer = generator
                .chat(
                        messages,
                        upTo(40),
                        (which, piece, with) -> {
                            pieces.add(piece);
                            tokens.addAll(with);
                        },
                        new Cancellation())
                .get(0);
        assertEquals(answer.text(), String.join("", pieces));
        assertTrue(pieces.size() > 3);
        assertFalse(pieces.stream().anyMatch(piece -> Character.isHighSurrogate(piece.charAt(piece.length() - 1))));
        int[] untold = answer.tokens().subList(tokens.size(), answer.tokens().size()).stream()
                .mapToInt(TokenChoice::id)
                .toArray();
        // Nothing but the end token, or the beginning of a character that the limit cut.
        assertEquals("", model.tokenizer().decode(untold).replace("\uFFFD", ""));
    }

    @Test
    void aStopStringEndsTheAnswerAndIsNoPartOfIt() {
        StringBuilder streamed = new StringBuilder();
        Written answer = generator
                .chat(
                        QUESTION,
                        upTo(30).withStops(List.of("of France is", "never said")),
                        (which, piece, with) -> streamed.append(piece),
                        new Cancellation())
                .get(0);
        assertEquals("The capital ", answer.text());
        assertEquals("The capital ", streamed.toString());
        assertEquals(FinishReason.RULE, answer.reason());
    }

    @Test
    void theSameSeedWritesTheSameAndAnotherDoesNot() {
        Written first = generator.chat(QUESTION, sampled(7));
        assertEquals(first.text(), generator.chat(QUESTION, sampled(7)).text());
        assertNotEquals(first.text(), generator.chat(QUESTION, sampled(8)).text());
    }

    private static WritingOptions sampled(long seed) {
        return upTo(20).adjusted(config -> config.withSampling(1.5, seed));
    }

    @Test
    void severalAnswersAreToldApart() {
        WritingOptions two = sampled(3).adjusted(config -> config.with("num_return_sequences", 2));
        List<Written> answers = generator.chat(QUESTION, two, TextListener.NONE, new Cancellation());
        assertEquals(2, answers.size());
        assertNotEquals(answers.get(0).text(), answers.get(1).text());
    }

    @Test
    void alternativesAreTheReferencesLikeliestTokens() throws IOException {
        Written answer = generator.chat(QUESTION, upTo(1).withAlternatives(5));
        JsonNode oracle =
                JsonMapper.shared().readTree(Files.readString(SharedData.path("data/oracles/smollm2_reference.json")));
        JsonNode top = oracle.path("answers").get(0).path("first_top5");
        TokenChoice token = answer.tokens().get(0);
        for (int i = 0; i < 5; i++) {
            assertEquals(top.get(i).get(0).asInt(), token.alternatives().get(i).id());
            double gap = top.get(0).get(1).asDouble() - top.get(i).get(1).asDouble();
            assertEquals(
                    gap, token.logProbability() - token.alternatives().get(i).logProbability(), 1e-3);
        }
    }

    @Test
    void aBiasForbidsATokenOrForcesIt() {
        int the = model.tokenizer().requireId("The");
        Written without = generator.chat(QUESTION, upTo(8).withBias(Map.of(the, -100.0)));
        assertFalse(without.text().startsWith("The"), without.text());
        Written only = generator.chat(QUESTION, upTo(3).withBias(Map.of(the, 100.0)));
        assertEquals("TheTheThe", only.text());
    }

    @Test
    void aCancelledRunReturnsWhatWasWritten() {
        Cancellation cancellation = new Cancellation();
        int[] count = {0};
        Written answer = generator
                .chat(
                        QUESTION,
                        upTo(200),
                        (which, piece, with) -> {
                            if (++count[0] == 3) {
                                cancellation.cancel();
                            }
                        },
                        cancellation)
                .get(0);
        assertEquals(FinishReason.CANCELLED, answer.reason());
        assertEquals(3, answer.tokens().size());
    }

    @Test
    void aCompletionContinuesItsPrompt() {
        Written text = generator.complete("Paris is the capital of", upTo(4));
        assertTrue(text.text().startsWith(" "), text.text());
        assertEquals(FinishReason.LENGTH, text.reason());
        assertEquals(5, text.promptTokens());
    }

    @Test
    void anEmptyPromptBeginsWithTheStartToken() {
        assertEquals(5, generator.complete("", upTo(5)).tokens().size());
    }

    @Test
    void aPromptPastTheContextIsAnErrorUnlessItMayBeCut() {
        int[] prompt = new int[generator.contextLength() + 1];
        java.util.Arrays.fill(prompt, 504);
        assertThrows(
                TooLongException.class,
                () -> generator.completeTokens(List.of(prompt), upTo(1), TextListener.NONE, new Cancellation()));
    }

    @Test
    void aModelThatWritesGivesNoVectors() {
        assertThrows(UnsuitableModelException.class, () -> new TextEmbedder(model));
    }

    private static int[] ints(JsonNode array) {
        return array.valueStream().mapToInt(JsonNode::asInt).toArray();
    }
}
