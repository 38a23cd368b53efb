package dev.polyhead.core.attention;

import dev.polyhead.core.layer.QuantizedChannels;
import dev.polyhead.core.layer.QuantizedRows;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import java.util.List;

/**
 * Keys and values as 8-bit integers, one scale a channel of each item. A step reads them whole, and memory is what it waits
 * for. The scales go outside of the sums: those of the keys into the query, those of the values onto what was mixed.
 *
 * @param key int8 or uint8 ({@link QuantizedChannels#type}), {@code [items, heads, head, source]}
 * @param keyScale float32 {@code [items, heads, 1, head]}
 * @param value like the keys, {@code [items, heads, source, head]}
 * @param valueScale like {@code keyScale}
 */
public record QuantizedKeyValue(Value key, Value keyScale, Value value, Value valueScale) implements Source {
    /** Rounds keys and values. */
    static QuantizedKeyValue of(GraphBuilder g, KeyValue source) {
        QuantizedChannels key = QuantizedChannels.of(g, source.key(), 3);
        QuantizedChannels value = QuantizedChannels.of(g, source.value(), 2);
        return new QuantizedKeyValue(
                key.integers(), g.transpose(key.scale(), 0, 1, 3, 2), value.integers(), value.scale());
    }

    @Override
    public Value scores(GraphBuilder g, Value query) {
        return QuantizedRows.of(g, g.mul(query, keyScale)).times(key, g.scalar(1));
    }

    @Override
    public Value mix(GraphBuilder g, Value weights) {
        return g.mul(QuantizedRows.ofProbabilities(g, weights).finelyTimes(value, g.scalar(1)), valueScale);
    }

    @Override
    public QuantizedKeyValue share(GraphBuilder g, Heads heads) {
        return new QuantizedKeyValue(
                heads.share(g, key), heads.share(g, keyScale), heads.share(g, value), heads.share(g, valueScale));
    }

    @Override
    public List<Value> values() {
        return List.of(key, keyScale, value, valueScale);
    }
}
