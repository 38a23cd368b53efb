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
     * @param matrix int8 {@code [in, out]}, or one for each leading index of {@code x}
     * @param scales float32 {@code [out]}, or one for all
     * @return float32 {@code [..., out]}
     */
    public Value times(Value matrix, Value scales) {
        return scaled(g.fused("MatMulIntegerToFloat", Attributes.NONE, integers(), matrix, step(), scales, zero()));
    }

    /**
     * Multiplies with an integer matrix, the activations as the sum of two integers: what the first leaves over is cut into
     * {@value #FINER} steps by the second. The matrix is read once for both.
     *
     * @param matrix int8 {@code [in, out]}, or one for each leading index of {@code x}
     * @param scales float32 {@code [out]}, or one for all
     * @return float32 {@code [..., out]}
     */
    public Value finelyTimes(Value matrix, Value scales) {
        Value rest = g.sub(unscaled(), g.op("DequantizeLinear", integers(), step(), zero()));
        Value fine = g.op("QuantizeLinear", rest, g.scalar(STEP / FINER), zero());
        Value both = g.fused(
                "MatMulIntegerToFloat",
                Attributes.NONE,
                g.concat(-2, integers(), fine),
                matrix,
                step(),
                scales,
                zero());
        List<Value> parts = g.split("Split", 2, Attributes.with("axis", -2).and("num_outputs", 2), both);
        return scaled(g.add(parts.get(0), g.mul(parts.get(1), g.scalar(1.0 / FINER))));
    }

    /** The rows within -1 and 1. A row of zeros becomes one of no numbers, whose product is multiplied with zero again. */
    private Value unscaled() {
        return bounded ? x : g.once("unscaled " + x.name(), () -> g.div(x, largest()));
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
        return g.once("row integers " + unscaled().name(), () -> g.op("QuantizeLinear", unscaled(), step(), zero()));
    }

    private Value step() {
        return g.scalar(STEP);
    }

    private Value zero() {
        return g.once(
                "zero point",
                () -> g.constant(Tensor.wrap(
                        ElementType.U8,
                        ByteBuffer.allocateDirect(1)
                                .order(java.nio.ByteOrder.nativeOrder())
                                .put(0, ZERO))));
    }
}
