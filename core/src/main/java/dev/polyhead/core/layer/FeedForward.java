package dev.polyhead.core.layer;

import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import java.util.Optional;

/**
 * The network between two attentions: up, activation, down; gated where there is a gate (Shazeer 2020).
 *
 * @param gate its activation multiplies what {@code up} gives
 */
public record FeedForward(GraphBuilder g, Linear up, Optional<Linear> gate, Linear down, Activation activation) {
    /**
     * Applies the network to every row.
     *
     * @param x {@code [batch, seq, hidden]}
     */
    public Value apply(Value x) {
        Value activated = gate.map(linear -> g.mul(activation.apply(g, linear.apply(x)), up.apply(x)))
                .orElseGet(() -> activation.apply(g, up.apply(x)));
        return down.apply(activated);
    }
}
