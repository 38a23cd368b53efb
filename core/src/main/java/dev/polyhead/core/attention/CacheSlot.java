package dev.polyhead.core.attention;

import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;

/**
 * One layer's part of the key-value cache: graph inputs, and outputs that the caller puts into the same memory.
 *
 * @param layer which
 * @param pastKey {@code [rows, keyValueHeads, capacity, head]}
 * @param pastValue like {@code pastKey}
 */
public record CacheSlot(int layer, Value pastKey, Value pastValue) {
    /** Declares the inputs. */
    public static CacheSlot declare(GraphBuilder g, int layer, Heads heads) {
        return new CacheSlot(
                layer,
                g.input(pastKeyName(layer), ElementType.F32, "rows", heads.keyValue(), "capacity", heads.size()),
                g.input(pastValueName(layer), ElementType.F32, "rows", heads.keyValue(), "capacity", heads.size()));
    }

    public static String pastKeyName(int layer) {
        return "past_key." + layer;
    }

    public static String pastValueName(int layer) {
        return "past_value." + layer;
    }

    public static String presentKeyName(int layer) {
        return "present_key." + layer;
    }

    public static String presentValueName(int layer) {
        return "present_value." + layer;
    }
}
