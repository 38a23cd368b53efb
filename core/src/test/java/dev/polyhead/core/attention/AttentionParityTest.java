package dev.polyhead.core.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

    @TempDir
    static Path folder;

    private static AttentionTables tables;

    @BeforeAll
    static void writeTables() throws IOException {
        tables = AttentionTables.write(folder, H, List.of(4, 8));
    }

    private enum Padding {
        NONE,
        RIGHT,
        LEFT;

        boolean real(int row, int key) {
            return real(row, key, S);
        }

        boolean real(int row, int key, int seq) {
            int hidden = row == 0 ? 0 : Math.min(3, seq - 1);
            return switch (this) {
                case NONE -> true;
                case RIGHT -> key < seq - hidden;
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

    private static List<AttentionKernel> kernels() {
        return List.of(new Softmax(0.37), new BandedSoftmax(0.37), new BlockSoftmax(0.37), new LinearAttention());
    }

    @TestFactory
    Stream<DynamicTest> everyCombinationEqualsTheLoops() {
        List<DynamicTest> tests = new ArrayList<>();
        for (AttentionPattern pattern : patterns()) {
            for (PositionScheme scheme : AttentionTables.schemes(8)) {
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

    @TestFactory
    Stream<DynamicTest> theWeightsAreTheLoopsWeights() {
        List<AttentionSpec> specs = new ArrayList<>();
        for (AttentionPattern pattern : patterns()) {
            for (AttentionKernel kernel : kernels()) {
                specOrRefusal(pattern, new PositionScheme.None(), kernel).ifPresent(specs::add);
            }
        }
        return specs.stream()
                .flatMap(spec -> Stream.of(Padding.values())
                        .map(padding ->
                                DynamicTest.dynamicTest(spec + " " + padding, () -> compareWeights(spec, padding))));
    }

    /** One block, two, and three: what lies between the first and the last may be nothing. */
    @TestFactory
    Stream<DynamicTest> fewBlocksAreEnough() {
        return Stream.of(new RandomBlocks.Seeded(3), new RandomBlocks.FirstBlock())
                .flatMap(plan -> Stream.of(0, 2).map(random -> new AttentionPattern.BlockSparse(4, random, plan)))
                .map(pattern -> new AttentionSpec(pattern, new PositionScheme.None(), new BlockSoftmax(0.37)))
                .flatMap(spec -> Stream.of(1, 4, 6, 8, 9, 13)
                        .map(seq ->
                                DynamicTest.dynamicTest(spec + " " + seq, () -> compare(spec, Padding.RIGHT, 8, seq))));
    }

    private static void compare(AttentionSpec spec, Padding padding, int head) {
        compare(spec, padding, head, S);
    }

    private static void compare(AttentionSpec spec, Padding padding, int head, int seq) {
        Tensor[] x = inputs(head, seq);
        float[] emitted = emit(spec, padding, head, x, false).floats();
        double[] expected = oracle(spec, padding, head, seq).mix(x);
        for (int i = 0; i < expected.length; i++) {
            int row = i / (H * head) / seq;
            int query = i / (H * head) % seq;
            // What a token that is only padding sees is nobody's business.
            if (padding.real(row, query, seq)) {
                assertEquals(expected[i], emitted[i], TOLERANCE, "row " + row + " query " + query);
            }
        }
    }

    private static void compareWeights(AttentionSpec spec, Padding padding) {
        Tensor[] x = inputs(8, S);
        float[] emitted = emit(spec, padding, 8, x, true).floats();
        double[] expected = oracle(spec, padding, 8, S).weights(x);
        assertEquals(expected.length, emitted.length);
        for (int i = 0; i < expected.length; i++) {
            if (padding.real(i / (H * S * S), i / S % S)) {
                assertEquals(expected[i], emitted[i], TOLERANCE, "weight " + i);
            }
        }
    }

    private static Tensor[] inputs(int head, int seq) {
        return new Tensor[] {
            AttentionOracle.random(1, B, seq, H * head),
            AttentionOracle.random(2, B, seq, H * head),
            AttentionOracle.random(3, B, seq, H * head)
        };
    }

    private static AttentionOracle oracle(AttentionSpec spec, Padding padding, int head, int seq) {
        return new AttentionOracle(
                spec,
                H,
                head,
                seq,
                (row, key) -> padding.real(row, key, seq),
                AttentionTables.DISTANCES,
                tables.numbers(head));
    }

    private static Tensor emit(AttentionSpec spec, Padding padding, int head, Tensor[] x, boolean weights) {
        int seq = x[0].dimension(1);
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
            long[] marks = new long[B * seq];
            for (int i = 0; i < marks.length; i++) {
                marks[i] = padding.real(i / seq, i % seq, seq) ? 1 : 0;
            }
            inputs.put("mask", Tensor.of(marks, B, seq));
        }
        Value positions = g.unsqueeze(g.range(g.dimension(query, 1)), 0);
        Surroundings where =
                new Surroundings(positions, g.squeeze(positions, 0), real, Optional.empty(), Optional.empty(), weights);
        Value turnedQuery = spec.position().onHeads(g, query, H, head, positions);
        Value turnedKey = spec.position().onHeads(g, key, H, head, positions);
        Attended attended = spec.kernel()
                .mix(new AttentionKernel.Asked(
                        tables.parameters(g, spec, head),
                        spec,
                        heads,
                        turnedQuery,
                        turnedKey,
                        value,
                        query,
                        where,
                        Optional.empty()));
        g.output("out", ElementType.F32, weights ? attended.weights().orElseThrow() : attended.mixed());
        try (Session session = Session.open(g.build(), SessionOptions.defaults().withThreads(1))) {
            return session.run(inputs).get("out");
        }
    }

    @Test
    void causalAttentionIgnoresTheFuture() {
        AttentionSpec spec = AttentionSpec.causal(8);
        Tensor[] x = inputs(8, S);
        float[] before = emit(spec, Padding.NONE, 8, x, false).floats();
        float[] changed = x[2].floats();
        int lastToken = (S - 1) * H * 8;
        for (int i = lastToken; i < lastToken + H * 8; i++) {
            changed[i] += 1;
        }
        float[] after = emit(spec, Padding.NONE, 8, new Tensor[] {x[0], x[1], Tensor.of(changed, B, S, H * 8)}, false)
                .floats();
        for (int i = 0; i < lastToken; i++) {
            assertEquals(before[i], after[i]);
        }
    }
}
