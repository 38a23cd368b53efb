package dev.polyhead.core.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Equal to what the reference library answered once; {@code reference.json} says which, {@code reference.py} how. */
class GenerationGoldenTest {
    private static JsonNode golden() throws IOException {
        try (InputStream in = GenerationGoldenTest.class.getResourceAsStream("/generation/reference.json")) {
            return JsonMapper.shared().readTree(Objects.requireNonNull(in).readAllBytes());
        }
    }

    @TestFactory
    Stream<DynamicTest> searchesWriteTheReferencesTokens() throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        golden().get("written").forEach(cases::add);
        assertEquals(400, cases.size());
        return IntStream.range(0, cases.size()).mapToObj(i -> {
            JsonNode written = cases.get(i);
            return DynamicTest.dynamicTest(i + " " + written.get("options"), () -> checkWritten(written));
        });
    }

    private static void checkWritten(JsonNode written) {
        GenerationConfig config = GenerationConfig.of("reference.json", written.get("options"));
        HashModel model = HashModel.decoder(written.get("vocabulary").asInt());
        List<Generated> answers =
                new Generator(model).generate(GenerationRequest.of(List.of(ints(written.get("prompt"))), config));
        int[][] expected =
                written.get("ids").valueStream().map(GenerationGoldenTest::ints).toArray(int[][]::new);
        assertArrayEquals(expected, answers.stream().map(Generated::ids).toArray(int[][]::new));
        for (int i = 0; written.has("scores") && i < answers.size(); i++) {
            double score = written.get("scores").get(i).asDouble();
            assertEquals(score, answers.get(i).score(), 1e-5 * Math.max(1, Math.abs(score)));
        }
    }

    @TestFactory
    Stream<DynamicTest> samplingRulesKeepTheReferencesTokens() throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        golden().get("shaped").forEach(cases::add);
        assertEquals(120, cases.size());
        return IntStream.range(0, cases.size()).mapToObj(i -> {
            JsonNode shaped = cases.get(i);
            String name = "%d %s %s".formatted(i, shaped.get("rule"), shaped.get("value"));
            return DynamicTest.dynamicTest(name, () -> checkShaped(shaped));
        });
    }

    private static void checkShaped(JsonNode shaped) {
        double value = shaped.get("value").asDouble();
        int least = shaped.get("least").asInt();
        LogitsRule rule = switch (shaped.get("rule").asString()) {
            case "temperature" -> new SamplingRule.Temperature(value);
            case "top_k" -> new SamplingRule.TopK(Math.max((int) value, least));
            case "top_p" -> new SamplingRule.TopP(value, least);
            case "min_p" -> new SamplingRule.MinP(value, least);
            case "typical_p" -> new SamplingRule.TypicalP(value, least);
            case "top_h" -> new SamplingRule.TopH(value);
            case "epsilon_cutoff" -> new SamplingRule.EpsilonCutoff(value, least);
            default -> new SamplingRule.EtaCutoff(value, least);
        };
        JsonNode before = shaped.get("before");
        float[] logits = new float[before.size()];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = before.get(i).isNull()
                    ? Float.NEGATIVE_INFINITY
                    : (float) before.get(i).asDouble();
        }
        rule.apply(0, new int[] {0}, 1, logits);
        int[] kept = IntStream.range(0, logits.length)
                .filter(i -> logits[i] > Float.NEGATIVE_INFINITY)
                .toArray();
        assertArrayEquals(ints(shaped.get("kept")), kept, () -> Arrays.toString(kept));
        assertEquals(shaped.get("largest").asDouble(), Logits.max(logits), 0);
    }

    private static int[] ints(JsonNode numbers) {
        return numbers.valueStream().mapToInt(JsonNode::asInt).toArray();
    }
}
