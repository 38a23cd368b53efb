package dev.polyhead.core.transformer;

import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import java.util.List;
import java.util.Map;

/**
 * Two classifiers, of the class token and of the distillation token, and their mean. Touvron et al. 2020, section 3.
 *
 * @param own name of the class token's layer
 * @param teacher name of the distillation token's layer
 * @param labels how many scores
 */
public record TeacherHead(String own, String teacher, int labels) implements Head {
    @Override
    public List<String> outputs() {
        return List.of("logits", "cls_logits", "distillation_logits");
    }

    @Override
    public int tokens() {
        return 2;
    }

    @Override
    public Map<String, Value> apply(Parameters root, Parameters stack, Seen seen) {
        GraphBuilder g = root.g();
        Value first = root.linear(own, seen.hidden(), labels, true).apply(g.gather(seen.last(), g.integer(0), 1));
        Value second = root.linear(teacher, seen.hidden(), labels, true).apply(g.gather(seen.last(), g.integer(1), 1));
        return Map.of(
                "logits", g.mul(g.add(first, second), g.scalar(0.5)),
                "cls_logits", first,
                "distillation_logits", second);
    }
}
