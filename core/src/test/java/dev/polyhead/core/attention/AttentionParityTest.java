package dev.polyhead.core.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.checkpoint.Safetensors;
import dev.polyhead.core.checkpoint.Weights;
import dev.polyhead.core.layer.Arithmetic;
import dev.polyhead.core.layer.Names;
import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.runtime.Session;
import dev.polyhead.core.runtime.SessionOptions;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The emitted graphs against loops in double precision: every pattern with every position scheme, kernel and padding.
 * Sizes are pairwise different, so that no swapped axis passes.
 */
class AttentionParityTest {
    /** Of float32 sums of a few dozen terms of magnitude one. */
    private static final double TOLERANCE = 2e-5;

    private static final int B = 2;
    private static final int H = 3;
    private static final int S = 11;
    private static final int BUCKETS = 8;
    private static final int FARTHEST = 20;
    private static final int DISTANCES = 6;

    @TempDir
    static Path folder;

    private static Weights weights;

    @BeforeAll
    static void writeTables() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int head : List.of(4, 8)) {
            tensors.put("relative" + head, AttentionOracle.random(7 + head, H, DISTANCES, head));
        }
        tensors.put("bias.weight", AttentionOracle.random(9, BUCKETS, H));
        Path file = folder.toRealPath().resolve("model.safetensors");
        Safetensors.write(file, tensors);
        weights = new Weights(new Checkpoint(folder, ConfigJson.parse("config.json", "{}"), Safetensors.list(file)));
    }

    private enum Padding {
        NONE,
        RIGHT,
        LEFT;

        boolean real(int row, int key) {
            int hidden = row == 0 ? 0 : 3;
            return switch (this) {
                case NONE -> true;
                case RIGHT -> key < S - hidden;
                case LEFT -> key >= hidden;
            };
        }
    }

    private static List<AttentionPattern> patterns() {
        return List.of(
                new AttentionPattern.Full(),
                new AttentionPattern.Causal(),
                new AttentionPattern.CausalWindow(4),
                new AttentionPattern.SlidingWindow(2),
                new AttentionPattern.BlockSparse(2, 1, new RandomBlocks.Seeded(3)));
    }

    private static List<PositionScheme> schemes(int head) {
        return List.of(
                new PositionScheme.None(),
                new Rotary(AttentionOracle.frequencies(head), 1.25),
                new BucketedBias(BUCKETS, FARTHEST, true),
                new BucketedBias(BUCKETS, FARTHEST, false),
                new Relative(DISTANCES));
    }

    private static List<AttentionKernel> kernels() {
        return List.of(new Softmax(0.37), new BandedSoftmax(0.37), new BlockSoftmax(0.37), new LinearAttention());
    }

    @TestFactory
    Stream<DynamicTest> everyCombinationEqualsTheLoops() {
        List<DynamicTest> tests = new ArrayList<>();
        for (AttentionPattern pattern : patterns()) {
            for (PositionScheme scheme : schemes(8)) {
                for (AttentionKernel kernel : kernels()) {
                    specOrRefusal(pattern, scheme, kernel).ifPresent(spec -> {
                        for (Padding padding : Padding.values()) {
                            tests.add(DynamicTest.dynamicTest(spec + " " + padding, () -> compare(spec, padding, 8)));
                        }
                    });
                }
            }
        }
        assertTrue(tests.size() > 60, "only " + tests.size() + " combinations");
        return tests.stream();
    }

    /** Nonsense is refused with a reason; everything else must compute. */
    private static Optional<AttentionSpec> specOrRefusal(
            AttentionPattern pattern, PositionScheme scheme, AttentionKernel kernel) {
        boolean blocks = pattern instanceof AttentionPattern.BlockSparse;
        boolean fits = switch (kernel.getClass().getSimpleName()) {
            case "Softmax" -> !blocks;
            case "BandedSoftmax" -> pattern instanceof AttentionPattern.SlidingWindow && !scheme.changesScores();
            case "BlockSoftmax" -> blocks && !scheme.changesScores();
            default ->
                (pattern instanceof AttentionPattern.Full || pattern instanceof AttentionPattern.Causal)
                        && !scheme.changesScores();
        };
        fits &= !(scheme instanceof Relative) || pattern.looksBackOnly();
        if (fits) {
            return Optional.of(new AttentionSpec(pattern, scheme, kernel));
        }
        String reason = assertThrows(IllegalArgumentException.class, () -> new AttentionSpec(pattern, scheme, kernel))
                .getMessage();
        assertTrue(reason.length() > 20, reason);
        return Optional.empty();
    }

    private static void compare(AttentionSpec spec, Padding padding, int head) {
        Tensor[] x = {
            AttentionOracle.random(1, B, S, H * head),
            AttentionOracle.random(2, B, S, H * head),
            AttentionOracle.random(3, B, S, H * head)
        };
        float[] emitted = emit(spec, padding, head, x);
        double[] expected = new AttentionOracle(spec, H, head, S, padding::real, DISTANCES, tables(head)).mix(x);
        for (int i = 0; i < expected.length; i++) {
            int row = i / (H * head) / S;
            int query = i / (H * head) % S;
            // What a token that is only padding sees is nobody's business.
            if (padding.real(row, query)) {
                assertEquals(expected[i], emitted[i], TOLERANCE, "row " + row + " query " + query);
            }
        }
    }

    private static AttentionOracle.Tables tables(int head) {
        return new AttentionOracle.Tables(
                Safetensors.read(weights.get("relative" + head)).floats(),
                Safetensors.read(weights.get("bias.weight")).floats(),
                BUCKETS,
                FARTHEST);
    }

    private static Parameters parameters(GraphBuilder g, int head) {
        Names names = Names.of(Map.of(Slot.RELATIVE, "relative" + head));
        return new Parameters(g, weights, names, 0, Arithmetic.FLOAT);
    }

    private static Parameters parameters(GraphBuilder g, AttentionSpec spec, int head) {
        return spec.position() instanceof BucketedBias
                ? new Parameters(g, weights, Names.of(Map.of(Slot.RELATIVE, "bias")), 0, Arithmetic.FLOAT)
                : parameters(g, head);
    }

    private static float[] emit(AttentionSpec spec, Padding padding, int head, Tensor[] x) {
        GraphBuilder g = new GraphBuilder();
        Heads heads = Heads.of(H, head);
        Value query = g.input("query", ElementType.F32, "batch", "seq", H * head);
        Value key = g.input("key", ElementType.F32, "batch", "seq", H * head);
        Value value = g.input("value", ElementType.F32, "batch", "seq", H * head);
        Map<String, Tensor> inputs = new LinkedHashMap<>(Map.of("query", x[0], "key", x[1], "value", x[2]));
        Optional<Value> real = Optional.empty();
        if (padding != Padding.NONE) {
            Value mask = g.input("mask", ElementType.I64, "batch", "seq");
            real = Optional.of(g.op("Greater", mask, g.integer(0)));
            long[] marks = new long[B * S];
            for (int i = 0; i < marks.length; i++) {
                marks[i] = padding.real(i / S, i % S) ? 1 : 0;
            }
            inputs.put("mask", Tensor.of(marks, B, S));
        }
        Value positions = g.unsqueeze(g.range(g.dimension(query, 1)), 0);
        Surroundings where =
                new Surroundings(positions, g.squeeze(positions, 0), real, Optional.empty(), Optional.empty(), false);
        Value turnedQuery = spec.position().onHeads(g, query, H, head, positions);
        Value turnedKey = spec.position().onHeads(g, key, H, head, positions);
        Attended attended = spec.kernel()
                .mix(new AttentionKernel.Asked(
                        parameters(g, spec, head),
                        spec,
                        heads,
                        turnedQuery,
                        turnedKey,
                        value,
                        query,
                        where,
                        Optional.empty()));
        g.output("mixed", ElementType.F32, attended.mixed());
        try (Session session = Session.open(g.build(), SessionOptions.defaults().withThreads(1))) {
            return session.run(inputs).get("mixed").floats();
        }
    }

    @Test
    void causalAttentionIgnoresTheFuture() {
        AttentionSpec spec = AttentionSpec.causal(8);
        Tensor[] x = {
            AttentionOracle.random(1, B, S, H * 8),
            AttentionOracle.random(2, B, S, H * 8),
            AttentionOracle.random(3, B, S, H * 8)
        };
        float[] before = emit(spec, Padding.NONE, 8, x);
        float[] changed = x[2].floats();
        int lastToken = (S - 1) * H * 8;
        for (int i = lastToken; i < lastToken + H * 8; i++) {
            changed[i] += 1;
        }
        float[] after = emit(spec, Padding.NONE, 8, new Tensor[] {x[0], x[1], Tensor.of(changed, B, S, H * 8)});
        for (int i = 0; i < lastToken; i++) {
            assertEquals(before[i], after[i]);
        }
    }
}
