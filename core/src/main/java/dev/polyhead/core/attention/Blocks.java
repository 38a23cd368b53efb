package dev.polyhead.core.attention;

import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;
import java.util.Optional;

/**
 * A sequence cut into blocks of equal length, the last one filled up.
 *
 * @param size tokens of a block, int64 {@code [1]}
 * @param seq tokens before filling up, int64 {@code [1]}
 * @param count blocks, int64 {@code [1]}
 */
record Blocks(GraphBuilder g, Value size, Value seq, Value count) {
    static Blocks of(GraphBuilder g, Value x, int size) {
        return of(g, x, g.ints(size));
    }

    /** Blocks of at most so many tokens: a shorter sequence is one block that needs no filling up. */
    static Blocks upTo(GraphBuilder g, Value x, int most) {
        Value seq = g.dimension(x, 1);
        return of(g, x, g.once("block of " + most + " " + seq.name(), () -> g.op("Min", seq, g.ints(most))));
    }

    private static Blocks of(GraphBuilder g, Value x, Value size) {
        Value seq = g.dimension(x, 1);
        Value count = g.once(
                "blocks " + size.name() + " " + seq.name(), () -> g.div(g.sub(g.add(seq, size), g.ints(1)), size));
        return new Blocks(g, size, seq, count);
    }

    /** Blocks between the first and the last, int64 {@code [1]}. */
    Value inner() {
        return g.once("inner " + count.name(), () -> g.op("Max", g.sub(count, g.ints(2)), g.ints(0)));
    }

    /** {@code [batch, seq, channels] → [batch, count, size, channels]}. */
    Value cut(Value x, int channels) {
        return g.op("Reshape", filled(x, 3), g.concat(0, g.ints(0, -1), size, g.ints(channels)));
    }

    /** Which tokens are real, filled up with false: {@code [batch, count, size]}, as floats, since bools cannot be moved. */
    Value real(Optional<Value> real, Value x) {
        Value ones = real.map(r -> g.cast(r, ElementType.F32))
                .orElseGet(() -> g.op(
                        "Expand",
                        g.scalar(1),
                        g.op("Shape", Attributes.with("start", 0).and("end", 2), x)));
        return g.op("Reshape", filled(ones, 2), g.concat(0, g.ints(0, -1), size));
    }

    /** {@code [batch, count, heads, size, head] → [batch, seq, channels]}. */
    Value join(Value x, int channels) {
        return g.slice(g.reshape(g.transpose(x, 0, 1, 3, 2, 4), 0, -1, channels), g.ints(0), seq, 1);
    }

    private Value filled(Value x, int rank) {
        Value missing = g.sub(g.mul(count, size), seq);
        Value none = g.constant(Tensor.of(new long[rank], rank));
        Value pads = g.concat(0, none, g.ints(0), missing, g.slice(none, g.ints(0), g.ints(rank - 2L), 0));
        return g.op("Pad", x, pads);
    }

    /** {@code [batch, count, n, heads * head] → [batch, count, heads, n, head]}. */
    Value heads(Value x, Heads heads) {
        return g.transpose(g.reshape(x, 0, 0, 0, heads.count(), heads.size()), 0, 1, 3, 2, 4);
    }
}
