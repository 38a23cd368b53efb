package dev.polyhead.core.attention;

import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import java.util.List;

/**
 * Keys and values side by side, both as a product reads them: one query's row runs along the memory of each.
 *
 * @param key {@code [batch, heads, head, seq]}
 * @param value {@code [batch, heads, seq, head]}
 */
public record KeyValue(Value key, Value value) implements Source {
    @Override
    public Value scores(GraphBuilder g, Value query) {
        return g.matMul(query, key);
    }

    @Override
    public Value mix(GraphBuilder g, Value weights) {
        return g.matMul(weights, value);
    }

    @Override
    public KeyValue share(GraphBuilder g, Heads heads) {
        return new KeyValue(heads.share(g, key), heads.share(g, value));
    }

    @Override
    public List<Value> values() {
        return List.of(key, value);
    }
}
