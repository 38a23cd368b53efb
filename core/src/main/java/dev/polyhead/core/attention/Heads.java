package dev.polyhead.core.attention;

import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;

/**
 * How the heads share the channels.
 *
 * @param count query heads
 * @param keyValue key and value heads; fewer where several query heads share one (Ainslie et al. 2023)
 * @param size channels of one head
 */
public record Heads(int count, int keyValue, int size) {
    public Heads {
        if (count < 1 || keyValue < 1 || size < 1 || count % keyValue != 0) {
            throw new IllegalArgumentException(
                    "%d query heads of size %d cannot share %d key and value heads; give a num_key_value_heads that divides num_attention_heads."
                            .formatted(count, size, keyValue));
        }
    }

    public static Heads of(int count, int size) {
        return new Heads(count, count, size);
    }

    public int queryChannels() {
        return count * size;
    }

    public int keyChannels() {
        return keyValue * size;
    }

    /** {@code [batch, seq, heads * head] → [batch, heads, seq, head]}. */
    Value split(GraphBuilder g, Value x, int heads) {
        return g.transpose(g.reshape(x, 0, 0, heads, size), 0, 2, 1, 3);
    }

    /** {@code [batch, seq, heads * head] → [batch, heads, head, seq]}. */
    Value splitAcross(GraphBuilder g, Value x, int heads) {
        return g.transpose(g.reshape(x, 0, 0, heads, size), 0, 2, 3, 1);
    }

    /** {@code [batch, heads, seq, head] → [batch, seq, heads * head]}. */
    Value join(GraphBuilder g, Value x) {
        return g.reshape(g.transpose(x, 0, 2, 1, 3), 0, 0, queryChannels());
    }

    /** Repeats each key head for the query heads that share it: {@code [batch, heads, a, b]}. */
    Value share(GraphBuilder g, Value x) {
        if (count == keyValue) {
            return x;
        }
        Value grouped = g.op("Expand", g.unsqueeze(x, 2), g.ints(1, 1, count / keyValue, 1, 1));
        Value shape = g.concat(0, g.dimension(x, 0), g.ints(count), g.dimension(x, 2), g.dimension(x, 3));
        return g.op("Reshape", grouped, shape);
    }
}
