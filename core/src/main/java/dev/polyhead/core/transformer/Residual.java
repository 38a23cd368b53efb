package dev.polyhead.core.transformer;

import dev.polyhead.core.layer.Norm;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import org.jspecify.annotations.Nullable;

/** The stream that every sublayer adds to. A sum is held back until a norm follows, which adds and normalises at once. */
final class Residual {
    private final GraphBuilder g;
    private Value x;
    private @Nullable Value added;

    Residual(GraphBuilder g, Value x) {
        this.g = g;
        this.x = x;
    }

    void add(Value delta) {
        x = value();
        added = delta;
    }

    /** Goes on with the first tokens only. */
    void keepFirst(int tokens) {
        x = first(g, value(), tokens);
    }

    /** The first tokens of {@code [batch, seq, hidden]}. */
    static Value first(GraphBuilder g, Value x, int tokens) {
        return g.once("first %d of %s".formatted(tokens, x.name()), () -> g.slice(x, g.ints(0), g.ints(tokens), 1));
    }

    /** The sum so far. */
    Value value() {
        if (added != null) {
            x = g.add(x, added);
            added = null;
        }
        return x;
    }

    /** The norm of the sum, which itself goes on. */
    Value normed(Norm norm) {
        if (added == null) {
            return norm.apply(x);
        }
        Norm.Normed both = norm.addAndApply(x, added);
        x = both.sum();
        added = null;
        return both.normed();
    }

    /** The norm of the sum, which goes on in its place. */
    void replaceByNorm(Norm norm) {
        x = normed(norm);
    }
}
