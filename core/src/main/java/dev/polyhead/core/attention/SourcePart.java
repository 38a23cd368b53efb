package dev.polyhead.core.attention;

import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;

/**
 * A tensor that the encoder's graph gives and the decoder's takes.
 *
 * @param name in both graphs
 * @param shape for one item; {@link #SOURCE} stands for the encoder's length
 */
public record SourcePart(String name, ElementType type, int... shape) {
    private static final int SOURCE = -1;

    static SourcePart key(ElementType type, Heads heads, int layer) {
        return new SourcePart("cross_key." + layer, type, heads.keyValue(), heads.size(), SOURCE);
    }

    static SourcePart value(ElementType type, Heads heads, int layer) {
        return new SourcePart("cross_value." + layer, type, heads.keyValue(), SOURCE, heads.size());
    }

    static SourcePart scale(String name, Heads heads, int layer) {
        return new SourcePart(name + "." + layer, ElementType.F32, heads.keyValue(), 1, heads.size());
    }

    Value declare(GraphBuilder g) {
        Object[] dimensions = new Object[shape.length + 1];
        dimensions[0] = "items";
        for (int i = 0; i < shape.length; i++) {
            dimensions[i + 1] = shape[i] == SOURCE ? (Object) "source" : (Object) shape[i];
        }
        return g.input(name, type, dimensions);
    }

    /** The shape for so many items of a length. */
    public long[] shape(int items, int length) {
        long[] whole = new long[shape.length + 1];
        whole[0] = items;
        for (int i = 0; i < shape.length; i++) {
            whole[i + 1] = shape[i] == SOURCE ? length : shape[i];
        }
        return whole;
    }
}
