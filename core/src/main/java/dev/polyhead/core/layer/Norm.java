package dev.polyhead.core.layer;

import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import java.util.List;
import java.util.Optional;

/** Normalises every row, alone or together with the residual sum before it. */
public final class Norm {
    private final GraphBuilder g;
    private final NormSpec spec;
    private final Value scale;
    private final Optional<Value> bias;

    Norm(GraphBuilder g, NormSpec spec, Value scale, Optional<Value> bias) {
        this.g = g;
        this.spec = spec;
        this.scale = scale;
        this.bias = bias;
    }

    /**
     * A norm and the sum it was taken of.
     *
     * @param normed the normalised sum
     * @param sum the sum, which goes on as the residual
     */
    public record Normed(Value normed, Value sum) {}

    /** Normalises the last dimension. */
    public Value apply(Value x) {
        Attributes attributes = Attributes.with("axis", -1).and("epsilon", spec.epsilon());
        return spec.kind() == NormSpec.Kind.LAYER
                ? g.op("LayerNormalization", attributes, x, scale, bias.orElse(Value.NONE))
                : g.op("SimplifiedLayerNormalization", attributes, x, scale);
    }

    /** Adds, then normalises. */
    public Normed addAndApply(Value x, Value delta) {
        Attributes attributes = Attributes.with("epsilon", spec.epsilon());
        boolean layer = spec.kind() == NormSpec.Kind.LAYER;
        String op = layer ? "SkipLayerNormalization" : "SkipSimplifiedLayerNormalization";
        List<String> results = List.of(g.name(op), "", "", g.name("sum"));
        List<Value> normed = layer
                ? g.fused(op, attributes, results, x, delta, scale, bias.orElse(Value.NONE))
                : g.fused(op, attributes, results, x, delta, scale);
        return new Normed(normed.get(0), normed.get(3));
    }
}
