package dev.polyhead.core.attention;

import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;

/**
 * One layer's part of the cache: graph inputs, and outputs of the same shape.
 *
 * @param layer which
 * @param pastKey {@code [rows, heads, capacity, head]}, or as the kernel's {@link CacheShape} says
 * @param pastValue like {@code pastKey}
 */
public record CacheSlot(int layer, Value pastKey, Value pastValue) {
    /** Declares the inputs. */
    public static CacheSlot declare(GraphBuilder g, int layer, Heads heads, AttentionKernel kernel) {
        CacheShape shape = kernel.cacheShape(heads);
        return new CacheSlot(
                layer,
                declare(g, pastKeyName(layer), shape.heads(), shape.keyRows(), heads.size()),
                declare(g, pastValueName(layer), shape.heads(), shape.valueRows(), heads.size()));
    }

    private static Value declare(GraphBuilder g, String name, int heads, int rows, int size) {
        return g.input(name, ElementType.F32, "rows", heads, CacheShape.dimension(rows), size);
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
