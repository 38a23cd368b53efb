package dev.polyhead.core.attention;

import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;
import java.util.List;

/**
 * Turns pairs of channels by an angle that grows with the position. Su et al. 2021, section 3.2. The paper pairs
 * neighbouring channels; Hugging Face's checkpoints pair the two halves of a head, and so do we.
 *
 * @param frequencies angle per position of each pair; half as many as a head's turned channels
 * @param attentionScale factor on sine and cosine (YaRN; else 1)
 */
public record Rotary(List<Double> frequencies, double attentionScale) implements PositionScheme {
    public Rotary {
        frequencies = List.copyOf(frequencies);
    }

    @Override
    public Value onHeads(GraphBuilder g, Value x, int heads, int headSize, Value positions) {
        if (2 * frequencies.size() != headSize) {
            throw new IllegalArgumentException("Rotary positions for %d channels on heads of size %d are not supported."
                    .formatted(2 * frequencies.size(), headSize));
        }
        // The operator wants tables by position; tables by token, indexed by the token, need no longest position.
        Value rows = g.once("rotary rows " + positions.name(), () -> {
            Value shape = g.op("Shape", Attributes.with("start", 0).and("end", 2), x);
            Value count = g.op("ReduceProd", Attributes.with("keepdims", 1), shape, g.ints(0));
            return g.op("Reshape", g.range(count), shape);
        });
        return g.fused(
                "RotaryEmbedding",
                Attributes.with("num_heads", heads),
                x,
                rows,
                table(g, "Cos", x, positions),
                table(g, "Sin", x, positions));
    }

    /** {@code [batch * seq, head / 2]}. */
    private Value table(GraphBuilder g, String function, Value x, Value positions) {
        return g.once(List.of("rotary", function, positions.name(), this), () -> {
            Value shape = g.op("Shape", Attributes.with("start", 0).and("end", 2), x);
            Value every = g.cast(g.op("Expand", positions, shape), ElementType.F32);
            Value angle = g.mul(g.reshape(every, -1, 1), frequencyTable(g));
            Value turned = g.op(function, angle);
            return attentionScale == 1 ? turned : g.mul(turned, g.scalar(attentionScale));
        });
    }

    private Value frequencyTable(GraphBuilder g) {
        float[] values = new float[frequencies.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = frequencies.get(i).floatValue();
        }
        return g.once(List.of("frequencies", this), () -> g.constant(Tensor.of(values, 1, values.length)));
    }
}
