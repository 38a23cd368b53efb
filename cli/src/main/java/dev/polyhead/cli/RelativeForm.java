package dev.polyhead.cli;

import dev.polyhead.core.attention.AttentionKernel;
import dev.polyhead.core.attention.AttentionSpec;
import dev.polyhead.core.attention.Heads;
import dev.polyhead.core.attention.Relative;
import dev.polyhead.core.attention.Surroundings;
import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.checkpoint.Safetensors;
import dev.polyhead.core.checkpoint.Weights;
import dev.polyhead.core.layer.Arithmetic;
import dev.polyhead.core.layer.Names;
import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.OnnxModel;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Causal attention with a trained vector for every distance: as the models get it, skewed (Huang et al. 2018, section
 * 3.4.1), or with a vector gathered for every pair (Shaw et al. 2018, section 3.3). Both give the same numbers.
 *
 * @param skewed whether nothing is gathered
 */
record RelativeForm(boolean skewed) implements AttentionForm {
    private static final int FLOAT = 4;

    /** Scores, relative scores and copies of them on their way to the weights. */
    private static final int COPIES = 5;

    @Override
    public String name() {
        return skewed ? "relative" : "relative naive";
    }

    @Override
    public int shortest() {
        return 1;
    }

    @Override
    public long estimate(long length, int heads) {
        return FLOAT * heads * length * length * (COPIES + (skewed ? 0 : HEAD));
    }

    @Override
    public OnnxModel graph(int length, int heads) throws IOException {
        GraphBuilder g = new GraphBuilder();
        Value query = g.input("query", ElementType.F32, 1, "seq", heads * HEAD);
        Value key = g.input("key", ElementType.F32, 1, "seq", heads * HEAD);
        Value value = g.input("value", ElementType.F32, 1, "seq", heads * HEAD);
        Parameters p = trained(g, length, heads);
        Value positions = g.unsqueeze(g.range(g.dimension(query, 1)), 0);
        Value mixed = skewed
                ? skewed(p, length, heads, query, key, value, positions)
                : naive(p, length, heads, query, key, value, g.squeeze(positions, 0));
        g.output("mixed", ElementType.F32, mixed);
        return g.build();
    }

    private static Value skewed(
            Parameters p, int length, int heads, Value query, Value key, Value value, Value positions) {
        AttentionSpec spec = AttentionSpec.causal(HEAD).with(new Relative(length));
        Surroundings where = new Surroundings(
                positions, p.g().squeeze(positions, 0), Optional.empty(), Optional.empty(), Optional.empty(), false);
        return spec.kernel()
                .mix(new AttentionKernel.Asked(
                        p, spec, Heads.of(heads, HEAD), query, key, value, query, where, Optional.empty()))
                .mixed();
    }

    private static Value naive(
            Parameters p, int length, int heads, Value query, Value key, Value value, Value positions) {
        GraphBuilder g = p.g();
        Value q = split(g, query, heads); // [1, heads, query, head]
        Value back = g.sub(g.unsqueeze(positions, 1), g.unsqueeze(positions, 0)); // [query, key]
        Value row = g.sub(g.integer(length - 1L), g.op("Max", back, g.integer(0)));
        Value pairs =
                g.gather(p.vector(p.name(Slot.RELATIVE), heads, length, HEAD), row, 1); // [heads, query, key, head]
        Value relative = g.matMul(pairs, g.unsqueeze(g.squeeze(q, 0), 3)); // [heads, query, key, 1]
        Value scores = g.matMul(q, g.transpose(split(g, key, heads), 0, 1, 3, 2)); // [1, heads, query, key]
        scores = g.mul(g.add(scores, g.squeeze(relative, 3)), g.scalar(1 / Math.sqrt(HEAD)));
        scores = g.where(g.op("GreaterOrEqual", back, g.integer(0)), scores, g.scalar(-Float.MAX_VALUE));
        Value mixed = g.matMul(g.softmax(scores), split(g, value, heads));
        return g.reshape(g.transpose(mixed, 0, 2, 1, 3), 0, 0, heads * HEAD);
    }

    private static Value split(GraphBuilder g, Value x, int heads) {
        return g.transpose(g.reshape(x, 0, 0, heads, HEAD), 0, 2, 1, 3);
    }

    /** A table of random numbers: graphs take weights from files. */
    private static Parameters trained(GraphBuilder g, int length, int heads) throws IOException {
        Path folder = Files.createTempDirectory("polyhead-relative").toRealPath();
        Path file = folder.resolve("model.safetensors");
        folder.toFile().deleteOnExit();
        file.toFile().deleteOnExit();
        float[] table = new float[Math.multiplyExact(length, heads * HEAD)];
        SplittableRandom random = new SplittableRandom(length);
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) random.nextDouble(-1, 1);
        }
        Safetensors.write(file, Map.of("table", Tensor.of(table, heads, length, HEAD)));
        Weights weights =
                new Weights(new Checkpoint(folder, ConfigJson.parse("config.json", "{}"), Safetensors.list(file)));
        return new Parameters(g, weights, Names.of(Map.of(Slot.RELATIVE, "table")), 0, Arithmetic.FLOAT);
    }
}
