package dev.polyhead.core.transformer;

import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import java.util.List;
import java.util.Map;

/**
 * How well an answer begins and ends at each token.
 *
 * @param name of the layer
 */
public record SpanHead(String name) implements Head {
    @Override
    public List<String> outputs() {
        return List.of("start_logits", "end_logits");
    }

    @Override
    public Map<String, Value> apply(Parameters root, Parameters stack, Seen seen) {
        GraphBuilder g = root.g();
        Value both = root.linear(name, seen.hidden(), 2, true).apply(seen.last()); // [batch, seq, 2]
        List<Value> parts = g.split("Split", 2, Attributes.with("axis", -1).and("num_outputs", 2), both);
        return Map.of(
                "start_logits", g.squeeze(parts.get(0), -1),
                "end_logits", g.squeeze(parts.get(1), -1));
    }
}
