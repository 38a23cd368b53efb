package dev.polyhead.core.attention;

import dev.polyhead.core.layer.Arithmetic;
import dev.polyhead.core.layer.QuantizedChannels;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import java.util.List;

/**
 * Keys and values of an encoder's output for one layer of the decoder, made by the encoder's graph and read by the decoder's
 * at every step.
 */
public sealed interface Source permits KeyValue, QuantizedKeyValue {
    /** How well queries agree with the keys: {@code [items, heads, query, head] → [items, heads, query, source]}. */
    Value scores(GraphBuilder g, Value query);

    /** Values by their weights: {@code [items, heads, query, source] → [items, heads, query, head]}. */
    Value mix(GraphBuilder g, Value weights);

    /** Repeats what query heads share. */
    Source share(GraphBuilder g, Heads heads);

    /** The keys, {@code [items, heads, head, source]}. */
    Value key();

    /** What goes from graph to graph, in the order of {@link #parts}. */
    List<Value> values();

    /** What goes from graph to graph for a layer. */
    static List<SourcePart> parts(Arithmetic arithmetic, Heads heads, int layer) {
        return arithmetic.ofIntegers()
                ? List.of(
                        SourcePart.key(QuantizedChannels.type(), heads, layer),
                        SourcePart.scale("cross_key_scale", heads, layer),
                        SourcePart.value(QuantizedChannels.type(), heads, layer),
                        SourcePart.scale("cross_value_scale", heads, layer))
                : List.of(
                        SourcePart.key(ElementType.F32, heads, layer), SourcePart.value(ElementType.F32, heads, layer));
    }

    /** Declares the inputs of a graph that reads the source. */
    static Source declare(GraphBuilder g, Arithmetic arithmetic, Heads heads, int layer) {
        List<Value> inputs = parts(arithmetic, heads, layer).stream()
                .map(part -> part.declare(g))
                .toList();
        return arithmetic.ofIntegers()
                ? new QuantizedKeyValue(inputs.get(0), inputs.get(1), inputs.get(2), inputs.get(3))
                : new KeyValue(inputs.get(0), inputs.get(1));
    }
}
