package dev.polyhead.core.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.runtime.Interruption;
import dev.polyhead.core.runtime.NativeTensor;
import dev.polyhead.core.runtime.Session;
import dev.polyhead.core.runtime.SessionOptions;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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
 * Attention step by step over a cache against loops in double precision that see everything at once: every pattern that
 * looks back, every scheme and kernel, head sizes with and without a fused operator, shared key heads, ragged prompts.
 */
class CachedAttentionParityTest {
    /** Of float32 sums of a few dozen terms of magnitude one. */
    private static final double TOLERANCE = 2e-5;

    private static final int ROWS = 2;
    private static final int HEADS = 6;
    private static final int SEQ = 11;
    private static final int CAPACITY = 13;

    @TempDir
    static Path folder;

    private static AttentionTables tables;

    @BeforeAll
    static void writeTables() throws java.io.IOException {
        tables = AttentionTables.write(folder, HEADS, List.of(6, 8));
    }

    @TestFactory
    Stream<DynamicTest> stepsEqualTheLoops() {
        List<DynamicTest> tests = new ArrayList<>();
        for (AttentionPattern pattern : List.of(new AttentionPattern.Causal(), new AttentionPattern.CausalWindow(4))) {
            for (int head : List.of(6, 8)) {
                for (PositionScheme scheme : AttentionTables.schemes(head)) {
                    for (AttentionKernel kernel : List.of(new Softmax(0.37), new LinearAttention())) {
                        for (int keyHeads : List.of(HEADS, 2)) {
                            add(tests, pattern, scheme, kernel, new Heads(HEADS, keyHeads, head));
                        }
                    }
                }
            }
        }
        assertTrue(tests.size() > 50, "only " + tests.size() + " combinations");
        return tests.stream();
    }

    private static void add(
            List<DynamicTest> tests,
            AttentionPattern pattern,
            PositionScheme scheme,
            AttentionKernel kernel,
            Heads heads) {
        boolean linear = kernel instanceof LinearAttention;
        if (linear && (scheme.changesScores() || pattern instanceof AttentionPattern.CausalWindow)) {
            assertThrows(IllegalArgumentException.class, () -> new AttentionSpec(pattern, scheme, kernel));
            return;
        }
        AttentionSpec spec = new AttentionSpec(pattern, scheme, kernel);
        tests.add(DynamicTest.dynamicTest(spec + " " + heads + " equal prompts", () -> compare(spec, heads, 5, 5)));
        if (!scheme.needsEqualPositions()) {
            tests.add(DynamicTest.dynamicTest(spec + " " + heads + " ragged", () -> compare(spec, heads, 5, 3)));
        }
    }

    private static void compare(AttentionSpec spec, Heads heads, int... prompts) {
        Tensor[] x = {
            AttentionOracle.random(1, ROWS, SEQ, heads.queryChannels()),
            AttentionOracle.random(2, ROWS, SEQ, heads.keyChannels()),
            AttentionOracle.random(3, ROWS, SEQ, heads.keyChannels())
        };
        Tensor[] spread = {x[0], spread(x[1], heads), spread(x[2], heads)};
        double[] expected = new AttentionOracle(
                        spec,
                        HEADS,
                        heads.size(),
                        SEQ,
                        (row, key) -> true,
                        AttentionTables.DISTANCES,
                        tables.numbers(heads.size()))
                .mix(spread);
        try (Stepper stepper = new Stepper(spec, heads)) {
            int[] lengths = new int[ROWS];
            int[] fed = prompts;
            while (java.util.Arrays.stream(lengths).max().orElseThrow() < SEQ) {
                float[] mixed = stepper.feed(x, lengths, fed);
                int most = java.util.Arrays.stream(fed).max().orElseThrow();
                for (int row = 0; row < ROWS; row++) {
                    for (int i = 0; i < fed[row] * heads.queryChannels(); i++) {
                        int channel = i % heads.queryChannels();
                        int token = i / heads.queryChannels();
                        double want = expected[(row * SEQ + lengths[row] + token) * heads.queryChannels() + channel];
                        float have = mixed[(row * most + token) * heads.queryChannels() + channel];
                        assertEquals(want, have, TOLERANCE, "row " + row + " token " + (lengths[row] + token));
                    }
                    lengths[row] += fed[row];
                }
                fed = new int[] {1, 1};
            }
        }
    }

    /** Each key head once for every query head that shares it. */
    private static Tensor spread(Tensor x, Heads heads) {
        float[] from = x.floats();
        float[] to = new float[ROWS * SEQ * heads.queryChannels()];
        int shared = heads.count() / heads.keyValue();
        for (int i = 0; i < to.length; i++) {
            int channel = i % heads.size();
            int head = i / heads.size() % heads.count();
            int token = i / heads.queryChannels();
            to[i] = from[(token * heads.keyValue() + head / shared) * heads.size() + channel];
        }
        return Tensor.of(to, ROWS, SEQ, heads.queryChannels());
    }

    /** One layer's step graph and its cache. */
    private static final class Stepper implements AutoCloseable {
        private final Heads heads;
        private final Session session;
        private final List<NativeTensor> owned = new ArrayList<>();
        private final Map<String, NativeTensor> read = new HashMap<>();
        private final Map<String, NativeTensor> written = new HashMap<>();
        private final boolean inPlace;

        Stepper(AttentionSpec spec, Heads heads) {
            this.heads = heads;
            this.session = Session.open(
                    graph(spec, heads).build(), SessionOptions.defaults().withThreads(1));
            CacheShape shape = spec.kernel().cacheShape(heads);
            this.inPlace = shape.inPlace();
            hold(CacheSlot.pastKeyName(0), CacheSlot.presentKeyName(0), shape, shape.keyRows());
            hold(CacheSlot.pastValueName(0), CacheSlot.presentValueName(0), shape, shape.valueRows());
        }

        private void hold(String past, String present, CacheShape shape, int rows) {
            int most = rows == CacheShape.EVERY_TOKEN ? CAPACITY : rows;
            NativeTensor memory = zeros(shape.heads(), most);
            read.put(past, memory);
            written.put(present, inPlace ? memory : zeros(shape.heads(), most));
        }

        private NativeTensor zeros(int cached, int most) {
            NativeTensor memory = NativeTensor.allocate(ElementType.F32, ROWS, cached, most, heads.size());
            memory.bytes().put(new byte[memory.bytes().remaining()]);
            owned.add(memory);
            return memory;
        }

        private static GraphBuilder graph(AttentionSpec spec, Heads heads) {
            GraphBuilder g = new GraphBuilder();
            Value query = g.input("query", ElementType.F32, "rows", "seq", heads.queryChannels());
            Value key = g.input("key", ElementType.F32, "rows", "seq", heads.keyChannels());
            Value value = g.input("value", ElementType.F32, "rows", "seq", heads.keyChannels());
            Value before = g.input("before", ElementType.I64, "rows");
            Value last = g.input("last", ElementType.I32, "rows");
            Value scalar = g.input("longest", ElementType.I32, 1);
            Value longest = g.cast(scalar, ElementType.I64);
            Value positions = g.add(g.unsqueeze(before, 1), g.unsqueeze(g.range(g.dimension(query, 1)), 0));
            Surroundings where = new Surroundings(
                    positions,
                    g.range(longest),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new CacheLayout(before, last, longest, scalar)),
                    false);
            PositionScheme scheme = spec.position();
            Attended attended = spec.kernel()
                    .mix(new AttentionKernel.Asked(
                            tables.parameters(g, spec, heads.size()),
                            spec,
                            heads,
                            scheme.onHeads(g, query, heads.count(), heads.size(), positions),
                            scheme.onHeads(g, key, heads.keyValue(), heads.size(), positions),
                            value,
                            query,
                            where,
                            Optional.of(CacheSlot.declare(g, 0, heads, spec.kernel()))));
            g.output("mixed", ElementType.F32, attended.mixed());
            return g;
        }

        /** Feeds some tokens more of every row, shorter rows filled up at the right. */
        float[] feed(Tensor[] x, int[] lengths, int[] fed) {
            int seq = java.util.Arrays.stream(fed).max().orElseThrow();
            long[] before = new long[ROWS];
            int[] last = new int[ROWS];
            int longest = 0;
            for (int row = 0; row < ROWS; row++) {
                before[row] = lengths[row];
                last[row] = lengths[row] + fed[row] - 1;
                longest = Math.max(longest, lengths[row] + seq);
            }
            Map<String, Tensor> inputs = Map.of(
                    "query", part(x[0], lengths, fed, seq),
                    "key", part(x[1], lengths, fed, seq),
                    "value", part(x[2], lengths, fed, seq),
                    "before", Tensor.of(before, ROWS),
                    "last", Tensor.of(last, ROWS),
                    "longest", Tensor.of(new int[] {longest}, 1));
            try (NativeTensor mixed = NativeTensor.allocate(ElementType.F32, ROWS, seq, heads.queryChannels())) {
                Map<String, NativeTensor> places = new HashMap<>(written);
                places.put("mixed", mixed);
                session.run(inputs, read, places, new Interruption());
                float[] floats = new float[ROWS * seq * heads.queryChannels()];
                mixed.bytes().asFloatBuffer().get(floats);
                if (!inPlace) {
                    swap(CacheSlot.pastKeyName(0), CacheSlot.presentKeyName(0));
                    swap(CacheSlot.pastValueName(0), CacheSlot.presentValueName(0));
                }
                return floats;
            }
        }

        private void swap(String past, String present) {
            NativeTensor old = read.get(past);
            read.put(past, written.get(present));
            written.put(present, old);
        }

        private static Tensor part(Tensor x, int[] lengths, int[] fed, int seq) {
            int channels = x.dimension(2);
            float[] from = x.floats();
            float[] to = new float[ROWS * seq * channels];
            java.util.Arrays.fill(to, 3); // what stands behind a row's last token must not matter
            for (int row = 0; row < ROWS; row++) {
                System.arraycopy(
                        from, (row * SEQ + lengths[row]) * channels, to, row * seq * channels, fed[row] * channels);
            }
            return Tensor.of(to, ROWS, seq, channels);
        }

        @Override
        public void close() {
            session.close();
            owned.forEach(NativeTensor::close);
        }
    }

    @Test
    void theStateOfLinearAttentionDoesNotGrow() {
        Heads heads = new Heads(HEADS, 2, 8);
        assertEquals(new CacheShape(HEADS, 1, 8, false), new LinearAttention().cacheShape(heads));
    }

    @Test
    void whatLooksAheadKeepsNoCache() {
        Heads heads = Heads.of(HEADS, 8);
        for (AttentionSpec spec : List.of(
                AttentionSpec.full(8),
                AttentionSpec.full(8).with(new LinearAttention()),
                new AttentionSpec(
                        new AttentionPattern.SlidingWindow(2), new PositionScheme.None(), new BandedSoftmax(1)))) {
            assertThrows(IllegalStateException.class, () -> Stepper.graph(spec, heads));
        }
    }
}
