package dev.polyhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.polyhead.core.generation.Decoding;
import dev.polyhead.core.generation.Encoded;
import dev.polyhead.core.generation.TokenModel;
import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.core.runtime.Cancelled;
import dev.polyhead.core.runtime.Precision;
import dev.polyhead.core.tensor.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Token by token over the cache, in pieces, in ragged batches and after beams changed places: the same as one pass. */
class DecodingParityTest {
    /** Of float32 logits of magnitude one, computed in another order. */
    private static final float TOLERANCE = 1e-4f;

    private static final int LENGTH = 12;

    @TestFactory
    Stream<DynamicTest> decodingStepByStepEqualsOnePass() {
        return each("gpt2-causal-lm", "llama-causal-lm", "music-transformer", "bart", "marian", "t5-relu")
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> compare(folder)));
    }

    @TestFactory
    Stream<DynamicTest> rowsOfDifferentLengthsAnswerAsIfAlone() {
        return each("gpt2-causal-lm", "llama-causal-lm")
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> ragged(folder)));
    }

    @TestFactory
    Stream<DynamicTest> anInterruptedDecodingTakesNoStepMore() {
        return each("gpt2-causal-lm", "bart")
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> interrupt(folder)));
    }

    private static void interrupt(Path folder) {
        try (Model model = open(folder)) {
            TokenModel tokens = model.tokens();
            int[] first = ids(1);
            try (Encoded encoded = tokens.hasEncoder() ? tokens.encode(Map.of("input_ids", tensor(ids(3)))) : null;
                    Decoding decoding = tokens.begin(encoded, 1, LENGTH);
                    Decoding neighbour = tokens.begin(encoded, 1, LENGTH)) {
                decoding.feed(new int[][] {part(first, 0, 5)});
                decoding.interrupt();
                assertThrows(Cancelled.class, () -> decoding.feed(new int[][] {part(first, 5, 6)}));
                neighbour.feed(new int[][] {first}); // a session's other runs are none of its business
                assertEquals(LENGTH, neighbour.length(0));
            }
        }
    }

    @Test
    void linearAttentionWritesWithAStateThatDoesNotGrow(@TempDir Path folder) throws IOException {
        Path gpt2 = each("gpt2-causal-lm").findFirst().orElseThrow();
        Files.copy(gpt2.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        String config =
                Files.readString(gpt2.resolve("config.json")).replace("\"gpt2\"", "\"" + LinearGpt2.TYPE + "\"");
        Files.writeString(folder.resolve("config.json"), config);
        compare(folder);
        ragged(folder);
    }

    private static Stream<Path> each(String... names) {
        Path root = ReferenceCasesGoldenTest.root();
        Assumptions.assumeTrue(
                root != null, "the reference cases are not beside the checkout (../shared/reference/cases)");
        return Stream.of(names).map(root::resolve);
    }

    private static Model open(Path folder) {
        return Model.open(folder, ModelOptions.defaults().with(Precision.FP32));
    }

    private static int[] ids(long seed) {
        return new Random(seed).ints(LENGTH, 3, 110).toArray();
    }

    private static Tensor tensor(int[] ids) {
        return Tensor.of(java.util.Arrays.stream(ids).asLongStream().toArray(), 1, ids.length);
    }

    private static void compare(Path folder) {
        try (Model model = open(folder)) {
            TokenModel tokens = model.tokens();
            int[] first = ids(1);
            int[] second = ids(2);
            Tensor source = tensor(ids(3));
            try (Encoded encoded = tokens.hasEncoder() ? tokens.encode(Map.of("input_ids", source)) : null;
                    Decoding decoding = tokens.begin(encoded, 2, 2 * LENGTH)) {
                float[] one = onePass(model, first, source);
                float[] other = onePass(model, second, source);
                int vocabulary = tokens.vocabulary();
                FloatBuffer logits = decoding.feed(new int[][] {part(first, 0, 5), part(second, 0, 5)});
                same(one, 4, logits, 0, vocabulary);
                same(other, 4, logits, 1, vocabulary);
                logits = decoding.feed(new int[][] {part(first, 5, 8), part(second, 5, 8)});
                same(one, 7, logits, 0, vocabulary);
                decoding.reorder(new int[] {1, 0});
                for (int i = 8; i < LENGTH; i++) {
                    logits = decoding.feed(new int[][] {{second[i]}, {first[i]}});
                    same(other, i, logits, 0, vocabulary);
                    same(one, i, logits, 1, vocabulary);
                }
                decoding.reorder(new int[] {1});
                assertEquals(1, decoding.rows());
                assertEquals(LENGTH, decoding.length(0));
            }
        }
    }

    private static void ragged(Path folder) {
        try (Model model = open(folder)) {
            TokenModel tokens = model.tokens();
            int[] first = ids(1);
            int[] second = ids(2);
            Tensor none = tensor(first);
            try (Decoding decoding = tokens.begin(null, 2, 2 * LENGTH)) {
                FloatBuffer logits = decoding.feed(new int[][] {part(first, 0, 3), part(second, 0, 7)});
                float[] one = onePass(model, first, none);
                float[] other = onePass(model, second, none);
                same(one, 2, logits, 0, tokens.vocabulary());
                same(other, 6, logits, 1, tokens.vocabulary());
                for (int i = 0; i < 4; i++) {
                    logits = decoding.feed(new int[][] {{first[3 + i]}, {second[7 + i]}});
                    same(one, 3 + i, logits, 0, tokens.vocabulary());
                    same(other, 7 + i, logits, 1, tokens.vocabulary());
                }
            }
        }
    }

    private static int[] part(int[] ids, int from, int to) {
        return java.util.Arrays.copyOfRange(ids, from, to);
    }

    private static float[] onePass(Model model, int[] ids, Tensor source) {
        Map<String, Tensor> inputs = model.tokens().hasEncoder()
                ? Map.of("input_ids", source, "decoder_input_ids", tensor(ids))
                : Map.of("input_ids", tensor(ids));
        return model.run(inputs, Set.of("logits")).get("logits").floats();
    }

    private static void same(float[] whole, int position, FloatBuffer logits, int row, int vocabulary) {
        for (int i = 0; i < vocabulary; i++) {
            assertEquals(
                    whole[position * vocabulary + i],
                    logits.get(row * vocabulary + i),
                    TOLERANCE,
                    "position " + position + " row " + row);
        }
    }
}
