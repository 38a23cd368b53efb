package dev.polyhead.core.layer;

import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import java.util.Optional;

/**
 * A convolution over frames or pixels.
 *
 * @param kernel {@code [out, in, size…]}
 * @param stride the same in every direction
 * @param padding zeros at each end
 * @param directions 1 for frames, 2 for pixels
 */
public record Convolution(GraphBuilder g, Value kernel, Optional<Value> bias, int stride, int padding, int directions) {
    /**
     * Applies the kernel.
     *
     * @param x {@code [batch, in, size…]}
     */
    public Value apply(Value x) {
        long[] strides = new long[directions];
        long[] pads = new long[2 * directions];
        java.util.Arrays.fill(strides, stride);
        java.util.Arrays.fill(pads, padding);
        return g.op("Conv", Attributes.with("strides", strides).and("pads", pads), x, kernel, bias.orElse(Value.NONE));
    }
}
