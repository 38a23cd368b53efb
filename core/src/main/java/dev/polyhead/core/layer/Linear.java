package dev.polyhead.core.layer;

import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
        return biased(product(x));
    }

    /**
     * Applies layers that read the same rows. Integer layers become one product: a step of few rows waits more for the
     * start of each operator than for its numbers.
     *
     * @param x {@code [..., in]}
     * @param layers of one arithmetic
     * @param widths how many channels each gives
     * @return {@code [..., out]} of each
     */
    public static List<Value> together(Value x, List<Linear> layers, int... widths) {
        Linear first = layers.get(0);
        if (!first.arithmetic.ofIntegers()) {
            return layers.stream().map(layer -> layer.apply(x)).toList();
        }
        GraphBuilder g = first.g;
        Value product = QuantizedRows.of(g, x)
                .times(
                        g.concat(1, values(layers, layer -> layer.matrix.integers())),
                        g.concat(0, values(layers, layer -> layer.matrix.scales())));
        if (layers.stream().anyMatch(layer -> layer.bias.isPresent())) {
            Value[] biases = new Value[widths.length];
            for (int i = 0; i < widths.length; i++) {
                int width = widths[i];
                biases[i] = layers.get(i).bias.orElseGet(() -> g.constant(Tensor.zeros(ElementType.F32, width)));
            }
            product = g.add(product, g.concat(0, biases));
        }
        long[] sizes = Arrays.stream(widths).asLongStream().toArray();
        return g.split("Split", widths.length, Attributes.with("axis", -1), product, g.ints(sizes));
    }

    private static Value[] values(List<Linear> layers, Function<Linear, Value> part) {
        return layers.stream().map(part).toArray(Value[]::new);
    }

    /**
     * Applies the layer to rows that integers keep to 16 bits: for scores of words, which are compared with each other, and
     * for what goes on as it is. In int8 it takes most of the distance to fp32 away.
     *
     * @param x {@code [..., in]}
     * @return {@code [..., out]}
     */
    public Value applyFinely(Value x) {
        if (arithmetic != Arithmetic.INT8) {
            return apply(x);
        }
        return biased(QuantizedRows.of(g, x).finelyTimes(matrix.integers(), matrix.scales()));
    }

    private Value biased(Value product) {
        return bias.map(b -> g.add(product, b)).orElse(product);
    }

    private Value product(Value x) {
        if (arithmetic.ofIntegers()) {
            return QuantizedRows.of(g, x).times(matrix.integers(), matrix.scales());
        }
        return matrix.layout() == WeightLayout.OUT_IN
                ? g.fused("FusedMatMul", Attributes.with("transB", 1), x, matrix.floats())
                : g.matMul(x, matrix.floats());
    }
}
