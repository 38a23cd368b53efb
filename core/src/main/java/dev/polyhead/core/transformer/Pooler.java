package dev.polyhead.core.transformer;

import dev.polyhead.core.layer.Activation;
import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import java.util.List;
import java.util.Map;

/**
 * The first token through a layer and an activation. Devlin et al. 2018.
 *
 * @param name of the layer, below the stack's prefix
 * @param channels of what it gives; 0 for as many as the stack has
 * @param activation after it
 */
public record Pooler(String name, int channels, Activation activation) implements Head {
    /** As wide as the stack, with tanh. */
    public Pooler(String name) {
        this(name, 0, Activation.TANH);
    }

    @Override
    public List<String> outputs() {
        return List.of("pooler_output");
    }

    @Override
    public int tokens() {
        return 1;
    }

    @Override
    public Map<String, Value> apply(Parameters root, Parameters stack, Seen seen) {
        return Map.of("pooler_output", pooled(stack, seen));
    }

    Value pooled(Parameters stack, Seen seen) {
        GraphBuilder g = stack.g();
        Value first = g.gather(seen.last(), g.integer(0), 1);
        return g.once(
                "pooled " + first.name(),
                () -> activation.apply(
                        g,
                        stack.linear(name, seen.hidden(), channels == 0 ? seen.hidden() : channels, true)
                                .apply(first)));
    }
}
