package dev.polyhead.core.layer;

import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.runtime.IntegerProducts;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;

/** Numbers as 8-bit integers, one scale a channel: weights, and what is kept of an encoder's output. */
public record QuantizedChannels(Value integers, Value scale) {
    private static final int LARGEST_INT8 = 127;

    /** Keeps a channel of zeros from dividing by zero. */
    private static final double SMALLEST_SCALE = 1e-30;

    /**
     * Rounds numbers.
     *
     * @param x float32
     * @param along the axis along which a channel runs; of the scale, this axis is one long
     */
    public static QuantizedChannels of(GraphBuilder g, Value x, int along) {
        Value scale = g.once("channel scale %d %s".formatted(along, x.name()), () -> {
            Value largest = g.op("ReduceMax", Attributes.with("keepdims", 1), g.op("Abs", x), g.ints(along));
            return g.op("Max", g.div(largest, g.scalar(LARGEST_INT8)), g.scalar(SMALLEST_SCALE));
        });
        Value integers = g.once(
                "channel integers %d %s".formatted(along, x.name()),
                () -> g.op("QuantizeLinear", g.div(x, scale), g.scalar(1), middle(g)));
        return new QuantizedChannels(integers, scale);
    }

    /** Signed integers of the same values, as products take them. */
    static Value ofSigned(GraphBuilder g, Value signed) {
        return type() == ElementType.I8 ? signed : g.op("BitwiseXor", g.cast(signed, ElementType.U8), middle(g));
    }

    /** The type of integers whose products are exact on this processor. */
    public static ElementType type() {
        return IntegerProducts.ofSigned() ? ElementType.I8 : ElementType.U8;
    }

    /** The integer of that type that stands for zero. */
    static Value middle(GraphBuilder g) {
        return type() == ElementType.I8
                ? g.once("int8 zero", () -> g.constant(Tensor.zeros(ElementType.I8)))
                : QuantizedRows.middle(g);
    }
}
