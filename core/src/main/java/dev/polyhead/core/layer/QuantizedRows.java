package dev.polyhead.core.layer;

import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Activations as 8-bit integers, one scale a row: a scale for the whole batch would make an answer depend on its
 * neighbours. Shared by all layers that read the same activations.
 *
 * @param x {@code [..., in]}
 * @param bounded whether no number is beyond -1 and 1, so that rows need no scales
 */
public record QuantizedRows(GraphBuilder g, Value x, boolean bounded) {
    private static final double STEP = 1.0 / 127;
    /** What rounding leaves over is at most half a step to either side. */
    private static final int FINER = 254;

    private static final byte ZERO = (byte) 128;

    /** One block a row, however long: a step for each row inside of one operator. */
    private static final Attributes BY_ROW = Attributes.with("axis", -1).and("block_size", 1 << 20);

    /** Rows of any numbers. */
    public static QuantizedRows of(GraphBuilder g, Value x) {
        return new QuantizedRows(g, x, false);
    }

    /** Rows of probabilities. */
    public static QuantizedRows ofProbabilities(GraphBuilder g, Value x) {
        return new QuantizedRows(g, x, true);
    }

    /**
     * Multiplies with an integer matrix.
     *
     * @param matrix of {@link QuantizedChannels#type}, {@code [in, out]}, or one for each leading index of {@code x}
     * @param scales float32 {@code [out]}, or one for all
     * @return float32 {@code [..., out]}
     */
    public Value times(Value matrix, Value scales) {
        return scaled(g.fused(
                "MatMulIntegerToFloat",
                Attributes.NONE,
                integers(),
                matrix,
                step(),
                scales,
                middle(g),
                QuantizedChannels.middle(g)));
    }

    /**
     * Multiplies with an integer matrix, the activations as the sum of two integers: what the first leaves over is cut into
     * {@value #FINER} steps by the second. The matrix is read once for both.
     *
     * @param matrix of {@link QuantizedChannels#type}, {@code [in, out]}, or one for each leading index of {@code x}
     * @param scales float32 {@code [out]}, or one for all
     * @return float32 {@code [..., out]}
     */
    public Value finelyTimes(Value matrix, Value scales) {
        Value rest = g.sub(x, scaled(g.op("DequantizeLinear", integers(), step(), middle(g))));
        Value fine = rounded(rest, STEP / FINER);
        Value both = g.fused(
                "MatMulIntegerToFloat",
                Attributes.NONE,
                g.concat(-2, integers(), fine),
                matrix,
                step(),
                scales,
                middle(g),
                QuantizedChannels.middle(g));
        List<Value> parts = g.split("Split", 2, Attributes.with("axis", -2).and("num_outputs", 2), both);
        return scaled(g.add(parts.get(0), g.mul(parts.get(1), g.scalar(1.0 / FINER))));
    }

    private Value scaled(Value product) {
        return bounded ? product : g.mul(product, largest());
    }

    /** The largest magnitude of each row, {@code [..., 1]}. */
    private Value largest() {
        return g.once(
                "largest " + x.name(),
                () -> g.op("ReduceMax", Attributes.with("keepdims", 1), g.op("Abs", x), g.ints(-1)));
    }

    private Value integers() {
        return g.once("row integers " + x.name(), () -> rounded(x, STEP));
    }

    /**
     * Rows as integers of a step, which is a share of a row's largest magnitude. A row of zeros becomes one of any integers,
     * whose product is multiplied with zero again.
     */
    private Value rounded(Value rows, double step) {
        return bounded
                ? g.op("QuantizeLinear", rows, g.scalar(step), middle(g))
                : g.op("QuantizeLinear", BY_ROW, rows, g.mul(largest(), g.scalar(step)), zeros());
    }

    /** The zero point of each row, {@code [..., 1]}: what a step without end makes of anything. */
    private Value zeros() {
        return g.once(
                "zeros " + x.name(),
                () -> g.op("QuantizeLinear", largest(), g.scalar(Float.POSITIVE_INFINITY), middle(g)));
    }

    private Value step() {
        return g.scalar(STEP);
    }

    /** The unsigned integer that stands for zero. */
    static Value middle(GraphBuilder g) {
        return g.once(
                "zero point",
                () -> g.constant(Tensor.wrap(
                        ElementType.U8,
                        ByteBuffer.allocateDirect(1)
                                .order(java.nio.ByteOrder.nativeOrder())
                                .put(0, ZERO))));
    }
}
