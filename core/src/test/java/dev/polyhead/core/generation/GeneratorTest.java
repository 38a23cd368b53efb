package dev.polyhead.core.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorTest {
    private static final int VOCABULARY = 23;
    private static final int END = 5;
    private static final GenerationConfig CONFIG =
            GenerationConfig.defaults().withEosTokenId(List.of(END)).withMaxNewTokens(40);
    private static final GenerationConfig SAMPLING = CONFIG.withSampling(1.5, 77);

    private static int[] naiveGreedy(long source, int[] prompt, int most) {
        List<Integer> ids = new ArrayList<>(Arrays.stream(prompt).boxed().toList());
        while (ids.size() < prompt.length + most) {
            int best = 0;
            for (int token = 1; token < VOCABULARY; token++) {
                if (HashModel.logit(source, ids, token) > HashModel.logit(source, ids, best)) {
                    best = token;
                }
            }
            ids.add(best);
            if (best == END) {
                break;
            }
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    private static List<int[]> prompts(int... lengths) {
        return IntStream.range(0, lengths.length)
                .mapToObj(i -> IntStream.range(0, lengths[i])
                        .map(at -> (7 * i + 3 * at + 1) % VOCABULARY)
                        .toArray())
                .toList();
    }

    private static List<int[]> ids(List<Generated> answers) {
        return answers.stream().map(Generated::ids).toList();
    }

    private static void same(List<int[]> expected, List<int[]> actual) {
        assertArrayEquals(expected.toArray(int[][]::new), actual.toArray(int[][]::new));
    }

    @Test
    void greedySearchTakesTheLikeliestTokenUntilTheEnd() {
        HashModel model = HashModel.decoder(VOCABULARY);
        List<int[]> prompts = prompts(4, 4, 4, 4, 4, 4);
        List<Generated> answers = new Generator(model).generate(GenerationRequest.of(prompts, CONFIG));
        same(prompts.stream().map(p -> naiveGreedy(0, p, 40)).toList(), ids(answers));
        for (Generated answer : answers) {
            int[] ids = answer.ids();
            assertEquals(ids[ids.length - 1] == END ? FinishReason.END_TOKEN : FinishReason.LENGTH, answer.reason());
            assertEquals(4, answer.promptLength());
            assertEquals(ids.length - 4, answer.logProbabilities().length);
        }
        assertTrue(answers.stream().anyMatch(a -> a.reason() == FinishReason.END_TOKEN));
        assertEquals(0, model.open);
    }

    @Test
    void aBoundHoldsWhateverARequestAsksFor() {
        HashModel model = new HashModel(VOCABULARY, 30, false, false);
        GenerationConfig endless = GenerationConfig.defaults().withMaxNewTokens(1_000_000);
        List<int[]> prompt = prompts(4);
        GenerationRequest request = GenerationRequest.of(prompt, endless);
        assertEquals(31, new Generator(model).generate(request).get(0).ids().length);
        Generated bounded =
                new Generator(model, model.contextLength()).generate(request).get(0);
        assertEquals(30, bounded.ids().length);
        assertEquals(FinishReason.LENGTH, bounded.reason());
    }

    @Test
    void logProbabilitiesAreThoseOfTheModel() {
        Generated answer = new Generator(HashModel.decoder(VOCABULARY))
                .generate(GenerationRequest.of(prompts(3), CONFIG))
                .get(0);
        List<Integer> ids =
                new ArrayList<>(Arrays.stream(prompts(3).get(0)).boxed().toList());
        double total = 0;
        for (int i = 0; i < answer.newIds().length; i++) {
            double sum = 0;
            for (int token = 0; token < VOCABULARY; token++) {
                sum += Math.exp(HashModel.logit(0, ids, token));
            }
            double expected = HashModel.logit(0, ids, answer.newIds()[i]) - Math.log(sum);
            assertEquals(expected, answer.logProbabilities()[i], 1e-5);
            total += expected;
            ids.add(answer.newIds()[i]);
        }
        assertEquals(total, answer.score(), 1e-4);
    }

    @Test
    void finishedRowsLeaveTheBatch() {
        HashModel model = HashModel.decoder(VOCABULARY);
        List<Generated> answers =
                new Generator(model).generate(GenerationRequest.of(prompts(2, 2, 2, 2, 2, 2, 2), CONFIG));
        int written = answers.stream().mapToInt(a -> a.newIds().length).sum();
        assertEquals(written, model.rowsFed);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void promptsOfDifferentLengthsAreAnsweredAsIfAlone(boolean ragged) {
        HashModel model = new HashModel(VOCABULARY, 1000, false, ragged);
        Generator generator = new Generator(model);
        List<int[]> prompts = prompts(4, 2, 7, 2, 4, 1);
        for (GenerationConfig config : List.of(CONFIG, CONFIG.withNumBeams(3), SAMPLING)) {
            List<int[]> alone = prompts.stream()
                    .map(p -> generator
                            .generate(GenerationRequest.of(List.of(p), config))
                            .get(0)
                            .ids())
                    .toList();
            same(alone, ids(generator.generate(GenerationRequest.of(prompts, config))));
        }
        assertEquals(0, model.open);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void promptsKeepTheirSource(boolean ragged) {
        HashModel model = new HashModel(VOCABULARY, 1000, true, ragged);
        Generator generator = new Generator(model);
        List<int[]> prompts = prompts(3, 1, 3, 1, 2);
        long[] sources = {11, 12, 13, 14, 15};
        List<GenerationConfig> configs = List.of(
                CONFIG,
                CONFIG.withNumBeams(3).with("num_return_sequences", 2),
                SAMPLING.with("num_return_sequences", 4));
        for (GenerationConfig config : configs) {
            List<int[]> alone = new ArrayList<>();
            for (int i = 0; i < prompts.size(); i++) {
                try (Encoded source = model.source(sources[i])) {
                    alone.addAll(ids(generator.generate(GenerationRequest.of(List.of(prompts.get(i)), config)
                            .withSource(source, List.of()))));
                }
            }
            try (Encoded source = model.source(sources)) {
                same(
                        alone,
                        ids(generator.generate(
                                GenerationRequest.of(prompts, config).withSource(source, List.of()))));
            }
        }
        assertEquals(0, model.open);
    }

    @Test
    void anEmptyPromptBeginsWithTheStartToken() {
        HashModel model = HashModel.encoderDecoder(VOCABULARY);
        GenerationConfig config = CONFIG.with("decoder_start_token_id", 9).with("bos_token_id", 2);
        try (Encoded source = model.source(3)) {
            GenerationRequest request =
                    GenerationRequest.of(List.of(new int[0]), config).withSource(source, List.of());
            assertArrayEquals(
                    naiveGreedy(3, new int[] {9}, 40),
                    new Generator(model).generate(request).get(0).ids());
        }
        Generated alone = new Generator(HashModel.decoder(VOCABULARY))
                .generate(GenerationRequest.of(List.of(new int[0]), config))
                .get(0);
        assertArrayEquals(naiveGreedy(0, new int[] {2}, 40), alone.ids());
    }

    @Test
    void theSameSeedDrawsTheSameTokensWhateverTheNeighbours() {
        Generator generator = new Generator(HashModel.decoder(VOCABULARY));
        List<int[]> prompts = prompts(3, 3, 3);
        List<Generated> together = generator.generate(GenerationRequest.of(prompts, SAMPLING));
        List<Generated> again = generator.generate(GenerationRequest.of(prompts, SAMPLING));
        same(ids(together), ids(again));
        Generated alone = generator
                .generate(GenerationRequest.of(prompts.subList(2, 3), SAMPLING))
                .get(0);
        assertArrayEquals(alone.ids(), together.get(2).ids());
        List<Generated> other = generator.generate(GenerationRequest.of(prompts, SAMPLING.with("seed", 78)));
        assertFalse(Arrays.equals(together.get(0).ids(), other.get(0).ids())
                && Arrays.equals(together.get(1).ids(), other.get(1).ids()));
    }

    @Test
    void severalAnswersToOnePromptDiffer() {
        Generator generator = new Generator(HashModel.decoder(VOCABULARY));
        List<int[]> answers = ids(generator.generate(GenerationRequest.of(
                prompts(3), SAMPLING.with("num_return_sequences", 5).with("temperature", 3.0))));
        assertEquals(5, answers.stream().map(Arrays::toString).distinct().count());
    }

    @Test
    void drawsFollowTheProbabilities() {
        int draws = 20_000;
        float[] logits = {(float) Math.log(0.5), Float.NEGATIVE_INFINITY, (float) Math.log(0.2), (float) Math.log(0.3)};
        Sampler sampler = Sampler.multinomial(1);
        int[] counts = new int[4];
        for (int i = 0; i < draws; i++) {
            counts[sampler.choose(logits)]++;
        }
        assertEquals(0.5, counts[0] / (double) draws, 0.02);
        assertEquals(0, counts[1]);
        assertEquals(0.2, counts[2] / (double) draws, 0.02);
        assertEquals(0.3, counts[3] / (double) draws, 0.02);
    }

    @Test
    void everyTokenIsHeardAsItIsChosen() {
        List<List<Integer>> heard = List.of(new ArrayList<>(), new ArrayList<>());
        List<Float> probabilities = new ArrayList<>();
        GenerationRequest request = GenerationRequest.of(prompts(3, 2), CONFIG)
                .withListener((row, token, probability) -> {
                    heard.get(row).add(token);
                    probabilities.add(probability);
                });
        List<Generated> answers = new Generator(HashModel.decoder(VOCABULARY)).generate(request);
        for (int row = 0; row < 2; row++) {
            assertArrayEquals(
                    answers.get(row).newIds(),
                    heard.get(row).stream().mapToInt(Integer::intValue).toArray());
        }
        assertEquals(answers.get(0).logProbabilities()[0], probabilities.get(0));
    }

    @Test
    void aCancelledRunReturnsWhatItHas() {
        HashModel model = HashModel.decoder(VOCABULARY);
        Cancellation cancellation = new Cancellation();
        List<Integer> heard = new ArrayList<>();
        GenerationRequest request = GenerationRequest.of(prompts(3), CONFIG.with("eos_token_id", List.of()))
                .withCancellation(cancellation)
                .withListener((row, token, probability) -> {
                    heard.add(token);
                    if (heard.size() == 6) {
                        cancellation.cancel();
                    }
                });
        Generated answer = new Generator(model).generate(request).get(0);
        assertEquals(FinishReason.CANCELLED, answer.reason());
        assertEquals(6, answer.newIds().length);
        assertEquals(0, model.open);
    }

    @Test
    void aCancelledBeamSearchReturnsItsBestBeam() {
        Cancellation cancellation = new Cancellation();
        LogitsRule cancelling = (row, ids, length, logits) -> {
            if (length == 7) {
                cancellation.cancel();
            }
        };
        Generated answer = new Generator(HashModel.decoder(VOCABULARY))
                .generate(
                        GenerationRequest.of(prompts(3), CONFIG.withNumBeams(3).with("eos_token_id", List.of()))
                                .withCancellation(cancellation)
                                .withRules(List.of(cancelling)))
                .get(0);
        assertEquals(FinishReason.CANCELLED, answer.reason());
        assertEquals(8, answer.ids().length);
        assertEquals(5, answer.logProbabilities().length);
    }

    @Test
    void aRunEndsWhenItsTimeIsOver() {
        LogitsRule slow = (row, ids, length, logits) -> {
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        Generated answer = new Generator(HashModel.decoder(VOCABULARY))
                .generate(GenerationRequest.of(
                                prompts(3),
                                CONFIG.with("eos_token_id", List.of()).with("max_time", 0.02))
                        .withRules(List.of(slow)))
                .get(0);
        assertEquals(FinishReason.TIME, answer.reason());
        assertTrue(answer.newIds().length < 40);
    }

    @Test
    void aRuleMayEndASequence() {
        StopStrings stops = new StopStrings(
                List.of("|4|"),
                ids -> Arrays.stream(ids).mapToObj(id -> "|" + id + "|").reduce("", String::concat));
        LogitsRule four = new TokenRule.Force(6, List.of(4));
        for (int beams : new int[] {1, 3}) {
            GenerationConfig config = CONFIG.with("eos_token_id", List.of()).withNumBeams(beams);
            Generated answer = new Generator(HashModel.decoder(VOCABULARY))
                    .generate(GenerationRequest.of(prompts(3), config).withRules(List.of(stops, four)))
                    .get(0);
            assertEquals(FinishReason.RULE, answer.reason());
            assertEquals(4, answer.ids()[answer.ids().length - 1]);
            assertTrue(answer.ids().length <= 7);
        }
    }

    @Test
    void aStopStringMayBeSpreadOverTokens() {
        StopStrings stops = new StopStrings(List.of("stop"), GeneratorTest::spelled);
        assertTrue(stops.ends(0, letters("unstop"), 6));
        assertFalse(stops.ends(0, letters("stopped"), 7), "the last token is no part of it");
        assertFalse(stops.ends(0, letters("sto"), 3));
    }

    private static int[] letters(String text) {
        return text.chars().toArray();
    }

    private static String spelled(int[] ids) {
        return new String(ids, 0, ids.length);
    }

    @Test
    void theContextEndsASequence() {
        HashModel model = new HashModel(VOCABULARY, 10, false, false);
        GenerationConfig config = CONFIG.with("eos_token_id", List.of());
        Generated answer = new Generator(model)
                .generate(GenerationRequest.of(prompts(4), config))
                .get(0);
        assertEquals(11, answer.ids().length, "the last token is never looked at");
        assertEquals(FinishReason.LENGTH, answer.reason());
    }

    @Test
    void withoutALengthTwentyTokensAreWritten() {
        GenerationConfig config = GenerationConfig.defaults();
        Generator generator = new Generator(HashModel.decoder(VOCABULARY));
        assertEquals(
                26,
                generator
                        .generate(GenerationRequest.of(prompts(6), config))
                        .get(0)
                        .ids()
                        .length);
        Generator small = new Generator(new HashModel(VOCABULARY, 10, false, false));
        assertEquals(
                10,
                small.generate(GenerationRequest.of(prompts(6), config)).get(0).ids().length);
    }

    @Test
    void nonsenseIsRefusedWithTheReason() {
        Generator generator = new Generator(HashModel.decoder(VOCABULARY));
        refused(
                "leaves no room",
                () -> generator.generate(GenerationRequest.of(
                        prompts(6), GenerationConfig.defaults().with("max_length", 6))));
        refused(
                "vocabulary ends at 22",
                () -> generator.generate(GenerationRequest.of(List.of(new int[] {23}), CONFIG)));
        refused("bos_token_id", () -> generator.generate(GenerationRequest.of(List.of(new int[0]), CONFIG)));
        refused("at least one", () -> GenerationRequest.of(List.of(), CONFIG));
        refused(
                "no encoder",
                () -> generator.generate(GenerationRequest.of(prompts(1), CONFIG)
                        .withSource(HashModel.encoderDecoder(9).source(1), List.of())));
        refused(
                "encoder's output",
                () -> new Generator(HashModel.encoderDecoder(9)).generate(GenerationRequest.of(prompts(1), CONFIG)));
        refused(
                "bad_words_ids names token 99",
                () -> generator.generate(
                        GenerationRequest.of(prompts(1), CONFIG.with("bad_words_ids", List.of(List.of(99))))));
        LogitsRule nothing = (row, ids, length, logits) -> Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        LogitsRule broken = (row, ids, length, logits) -> logits[3] = Float.NaN;
        for (GenerationConfig config : List.of(CONFIG, CONFIG.withNumBeams(2))) {
            GenerationRequest request = GenerationRequest.of(prompts(1), config);
            String message = assertThrows(
                            IllegalStateException.class, () -> generator.generate(request.withRules(List.of(nothing))))
                    .getMessage();
            assertTrue(message.contains("allow no token"), message);
        }
        assertThrows(
                IllegalStateException.class,
                () -> generator.generate(
                        GenerationRequest.of(prompts(1), CONFIG).withRules(List.of(broken))));
    }

    private static void refused(String because, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(because), message);
    }

    @Test
    void drawingManyTimesVisitsManySequences() {
        Generator generator = new Generator(HashModel.decoder(VOCABULARY));
        GenerationConfig unseeded = CONFIG.with("do_sample", true);
        int[] first = generator
                .generate(GenerationRequest.of(prompts(3), unseeded))
                .get(0)
                .ids();
        boolean differs = false;
        for (int i = 0; i < 20 && !differs; i++) {
            differs = !Arrays.equals(
                    first,
                    generator
                            .generate(GenerationRequest.of(prompts(3), unseeded))
                            .get(0)
                            .ids());
        }
        assertTrue(differs);
        assertNotEquals(0, first.length);
    }
}
