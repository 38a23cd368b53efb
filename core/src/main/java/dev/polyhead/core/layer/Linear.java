package dev.polyhead.core.layer;

import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import java.util.Optional;

/** {@code y = x Wᵀ + b}. */
public final class Linear {
    private final GraphBuilder g;
    private final Matrix matrix;
    private final Optional<Value> bias;
    private final Arithmetic arithmetic;

    Linear(GraphBuilder g, Matrix matrix, Optional<Value> bias, Arithmetic arithmetic) {
        this.g = g;
        this.matrix = matrix;
        this.bias = bias;
        this.arithmetic = arithmetic;
    }

    /**
     * Applies the layer to every row.
     *
     * @param x {@code [..., in]}
     * @return {@code [..., out]}
     */
    public Value apply(Value x) {
        Value product = product(x);
        return bias.map(b -> g.add(product, b)).orElse(product);
    }

    /** The layer without its bias, for an operator that adds it itself. */
    public Value product(Value x) {
        if (arithmetic == Arithmetic.INT8) {
            return new QuantizedRows(g, x).times(matrix.integers(), matrix.scales());
        }
        return matrix.layout() == WeightLayout.OUT_IN
                ? g.fused("FusedMatMul", Attributes.with("transB", 1), x, matrix.floats())
                : g.matMul(x, matrix.floats());
    }

    public Optional<Value> bias() {
        return bias;
    }
}
