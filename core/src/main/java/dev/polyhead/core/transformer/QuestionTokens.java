package dev.polyhead.core.transformer;

import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;

/**
 * The tokens of a question, which a separator parts from the passage behind it.
 *
 * @param separator its id
 */
public record QuestionTokens(int separator) {
    /**
     * Marks them.
     *
     * @param ids {@code [batch, seq]}
     * @return bool {@code [batch, seq]}: true up to the first separator, which is one of them; the first token alone where there is none
     */
    Value marked(GraphBuilder g, Value ids) {
        Value places = g.range(g.dimension(ids, 1));
        return g.op("Not", g.op("Greater", g.unsqueeze(places, 0), end(g, ids)));
    }

    private Value end(GraphBuilder g, Value ids) {
        Value found = g.cast(g.op("Equal", ids, g.integer(separator)), ElementType.I32);
        return g.op("ArgMax", Attributes.with("axis", 1).and("keepdims", 1), found); // the first of equals
    }
}
