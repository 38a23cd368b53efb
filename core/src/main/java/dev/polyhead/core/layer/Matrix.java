package dev.polyhead.core.layer;

import dev.polyhead.core.checkpoint.StoredTensor;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import java.util.Optional;

/**
 * The matrix of a linear layer or an embedding, in whatever form the file has it.
 *
 * @param weight as stored
 * @param scale one factor an output channel, {@code [out, 1]}, where the numbers are int8 (compressed-tensors layout)
 */
record Matrix(GraphBuilder g, StoredTensor weight, Optional<StoredTensor> scale, WeightLayout layout) {
    /** The numbers as float32, in the file's order; computed once, when the graph is loaded. */
    Value floats() {
        if (scale.isEmpty()) {
            return Parameters.number(g, weight);
        }
        return g.once(
                "float " + weight.name(),
                () -> g.mul(g.cast(g.weight(weight), ElementType.F32), Parameters.number(g, scale.get())));
    }

    /** Rows of an embedding as float32; int8 rows are scaled after they were picked. */
    Value rows(Value indices) {
        Value picked = g.gather(g.weight(weight), indices, 0);
        if (weight.type() == ElementType.F32) {
            return picked;
        }
        Value floats = g.cast(picked, ElementType.F32);
        return scale.isEmpty() ? floats : g.mul(floats, g.gather(Parameters.number(g, scale.get()), indices, 0));
    }

    /** The numbers as integers {@code [in, out]}, as the integer kernel wants them. */
    Value integers() {
        return g.once(
                "integers " + weight.name(),
                () -> g.transpose(
                        scale.isPresent()
                                ? QuantizedChannels.ofSigned(g, g.weight(weight))
                                : channels().integers(),
                        1,
                        0));
    }

    /** One factor an output channel, float32 {@code [out]}. */
    Value scales() {
        return g.once(
                "scales " + weight.name(),
                () -> g.reshape(
                        scale.isPresent()
                                ? Parameters.number(g, scale.get())
                                : channels().scale(),
                        -1));
    }

    private QuantizedChannels channels() {
        Value outIn = layout == WeightLayout.OUT_IN
                ? floats()
                : g.once("outIn " + weight.name(), () -> g.transpose(floats(), 1, 0));
        return QuantizedChannels.of(g, outIn, 1);
    }
}
