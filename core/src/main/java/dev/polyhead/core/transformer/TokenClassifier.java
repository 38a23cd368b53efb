package dev.polyhead.core.transformer;

import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.onnx.Value;
import java.util.List;
import java.util.Map;

/**
 * A score for every label, of every token.
 *
 * @param name of the layer
 * @param labels how many scores
 */
public record TokenClassifier(String name, int labels) implements Head {
    @Override
    public List<String> outputs() {
        return List.of("logits");
    }

    @Override
    public Map<String, Value> apply(Parameters root, Parameters stack, Seen seen) {
        return Map.of("logits", root.linear(name, seen.hidden(), labels, true).apply(seen.last()));
    }
}
