package dev.polyhead.cli;

import dev.polyhead.core.attention.Attended;
import dev.polyhead.core.attention.AttentionKernel;
import dev.polyhead.core.attention.AttentionPattern;
import dev.polyhead.core.attention.AttentionSpec;
import dev.polyhead.core.attention.BandedSoftmax;
import dev.polyhead.core.attention.BlockSoftmax;
import dev.polyhead.core.attention.Heads;
import dev.polyhead.core.attention.LinearAttention;
import dev.polyhead.core.attention.PositionScheme;
import dev.polyhead.core.attention.RandomBlocks;
import dev.polyhead.core.attention.Surroundings;
import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.checkpoint.Weights;
import dev.polyhead.core.layer.Arithmetic;
import dev.polyhead.core.layer.Names;
import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.OnnxModel;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A way to compute attention, as an {@link AttentionSpec} and nothing else: what is measured is the graph that models
 * get.
 *
 * @param name what it is called
 * @param spec pattern, position scheme and kernel
 * @param composed whether the formula is taken operator by operator where a fused one would do
 * @param perToken numbers that each head holds at once for a token, as measured; 0 for as many as there are tokens
 * @param shortest tokens that it needs at least
 */
record SpecForm(String name, AttentionSpec spec, boolean composed, int perToken, int shortest)
        implements AttentionForm {
    private static final int FLOAT = 4;
    private static final int SEQUENCES = 6; // queries, keys, values, their heads and the result
    private static final int REACH = 256; // Longformer's window of 512
    private static final int BLOCK = 64; // BigBird's
    private static final int RANDOM = 3; // BigBird's
    private static final int FEWEST_BLOCKS = 3; // with fewer there is nothing to leave out
    private static final int SEEN_BLOCKS = 5 + RANDOM; // first, last, three in the middle, random ones

    /** Scores, masked scores, their mask, weights, and keys gathered for them. */
    private static final int COPIES = 5;

    /** Exact ones first, then those that see less. */
    static List<AttentionForm> all() {
        AttentionSpec full = AttentionSpec.full(HEAD);
        double scale = 1 / Math.sqrt(HEAD);
        PositionScheme none = new PositionScheme.None();
        return List.of(
                new SpecForm("composed", full, true, 0, 1),
                new SpecForm("tiled", full, false, 2 * HEAD, 1),
                new SpecForm(
                        "sliding window",
                        new AttentionSpec(new AttentionPattern.SlidingWindow(REACH), none, new BandedSoftmax(scale)),
                        false,
                        COPIES * 3 * REACH,
                        1),
                new SpecForm(
                        "block sparse",
                        new AttentionSpec(
                                new AttentionPattern.BlockSparse(BLOCK, RANDOM, new RandomBlocks.Seeded(1)),
                                none,
                                new BlockSoftmax(scale)),
                        false,
                        COPIES * SEEN_BLOCKS * BLOCK,
                        FEWEST_BLOCKS * BLOCK),
                new SpecForm(
                        "linear",
                        new AttentionSpec(new AttentionPattern.Full(), none, new LinearAttention()),
                        false,
                        2 * HEAD,
                        1));
    }

    @Override
    public long estimate(long length, int heads) {
        long scores = heads * length * (perToken == 0 ? length : perToken);
        long sequence = heads * length * HEAD;
        return FLOAT * (scores + SEQUENCES * sequence);
    }

    @Override
    public OnnxModel graph(int length, int heads) {
        GraphBuilder g = new GraphBuilder();
        Value query = g.input("query", ElementType.F32, 1, "seq", heads * HEAD);
        Value key = g.input("key", ElementType.F32, 1, "seq", heads * HEAD);
        Value value = g.input("value", ElementType.F32, 1, "seq", heads * HEAD);
        Value positions = g.unsqueeze(g.range(g.dimension(query, 1)), 0);
        Surroundings where = new Surroundings(
                positions, g.squeeze(positions, 0), Optional.empty(), Optional.empty(), Optional.empty(), composed);
        Attended attended = spec.kernel()
                .mix(new AttentionKernel.Asked(
                        untrained(g), spec, Heads.of(heads, HEAD), query, key, value, query, where, Optional.empty()));
        g.output("mixed", ElementType.F32, attended.mixed());
        return g.build();
    }

    /** Attention itself has no weights. */
    private static Parameters untrained(GraphBuilder g) {
        Checkpoint nothing = new Checkpoint(Path.of(""), ConfigJson.parse("config.json", "{}"), Map.of());
        return new Parameters(g, new Weights(nothing), Names.of(Map.of()), 0, Arithmetic.FLOAT);
    }
}
