package dev.polyhead.core.attention;

import dev.polyhead.core.layer.QuantizedRows;
import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;
import java.util.List;

/**
 * Keys and values as 8-bit integers, one scale a channel of each item. A step reads them whole, and memory is what it waits
 * for. The scales go outside of the sums: those of the keys into the query, those of the values onto what was mixed.
 *
 * @param key int8 {@code [items, heads, head, source]}
 * @param keyScale float32 {@code [items, heads, 1, head]}
 * @param value int8 {@code [items, heads, source, head]}
 * @param valueScale like {@code keyScale}
 */
public record QuantizedKeyValue(Value key, Value keyScale, Value value, Value valueScale) implements Source {
    private static final double LARGEST_INT8 = 127;
    /** Keeps a channel of zeros from dividing by zero. */
    private static final double SMALLEST_SCALE = 1e-30;

    /** Rounds keys and values. */
    static QuantizedKeyValue of(GraphBuilder g, KeyValue source) {
        Value keyScale = scale(g, source.key(), 3); // [items, heads, head, 1]
        Value valueScale = scale(g, source.value(), 2);
        return new QuantizedKeyValue(
                rounded(g, source.key(), keyScale),
                g.transpose(keyScale, 0, 1, 3, 2),
                rounded(g, source.value(), valueScale),
                valueScale);
    }

    private static Value scale(GraphBuilder g, Value x, int axis) {
        Value largest = g.op("ReduceMax", Attributes.with("keepdims", 1), g.op("Abs", x), g.ints(axis));
        return g.op("Max", g.mul(largest, g.scalar(1 / LARGEST_INT8)), g.scalar(SMALLEST_SCALE));
    }

    private static Value rounded(GraphBuilder g, Value x, Value scale) {
        Value zero = g.once("int8 zero", () -> g.constant(Tensor.zeros(ElementType.I8)));
        return g.op("QuantizeLinear", g.div(x, scale), g.scalar(1), zero);
    }

    @Override
    public Value scores(GraphBuilder g, Value query) {
        return QuantizedRows.of(g, g.mul(query, keyScale)).times(key, g.scalar(1));
    }

    @Override
    public Value mix(GraphBuilder g, Value weights) {
        return g.mul(QuantizedRows.ofProbabilities(g, weights).finelyTimes(value, g.scalar(1)), valueScale);
    }

    @Override
    public QuantizedKeyValue share(GraphBuilder g, Heads heads) {
        return new QuantizedKeyValue(
                heads.share(g, key), heads.share(g, keyScale), heads.share(g, value), heads.share(g, valueScale));
    }

    @Override
    public List<Value> values() {
        return List.of(key, keyScale, value, valueScale);
    }
}
