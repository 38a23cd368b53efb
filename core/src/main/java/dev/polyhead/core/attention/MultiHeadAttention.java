package dev.polyhead.core.attention;

import dev.polyhead.core.layer.Linear;
import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import java.util.List;
import java.util.Optional;

/**
 * Projects queries, keys and values, attends, and mixes the heads. Vaswani et al. 2017, section 3.2.2. Cross-attention
 * is a call with another key source, not another layer.
 *
 * @param spec what the attention is
 * @param heads how the channels are shared
 * @param hidden channels of a token
 */
public record MultiHeadAttention(AttentionSpec spec, Heads heads, int hidden) {
    /** Tokens attend to each other. */
    public Attended self(Parameters p, Value x, Surroundings where, Optional<CacheSlot> cache) {
        return attend(
                p,
                p.has(Slot.QUERY_KEY_VALUE) ? projectTogether(p, x) : project(p, x, x, cache.isPresent()),
                x,
                where,
                cache);
    }

    /**
     * Some tokens attend to all.
     *
     * @param asking {@code [batch, query, hidden]}, some of {@code x}, where the spec {@link AttentionSpec#letsSomeAsk lets
     *     them}
     * @param x {@code [batch, seq, hidden]}
     */
    public Attended some(Parameters p, Value asking, Value x, Surroundings where) {
        return attend(p, project(p, asking, x, false), x, where, Optional.empty());
    }

    private Attended attend(
            Parameters p, List<Value> projected, Value x, Surroundings where, Optional<CacheSlot> cache) {
        GraphBuilder g = p.g();
        Value query = spec.position().onHeads(g, projected.get(0), heads.count(), heads.size(), where.query());
        Value key = spec.position().onHeads(g, projected.get(1), heads.keyValue(), heads.size(), where.query());
        Attended attended = spec.kernel()
                .mix(new AttentionKernel.Asked(p, spec, heads, query, key, projected.get(2), x, where, cache));
        return new Attended(
                p.linear(Slot.ATTENTION_OUT, heads.queryChannels(), hidden).apply(attended.mixed()),
                attended.weights());
    }

    private List<Value> project(Parameters p, Value asking, Value x, boolean step) {
        Linear query = p.linear(Slot.QUERY, hidden, heads.queryChannels());
        Linear key = p.linear(Slot.KEY, hidden, heads.keyChannels());
        Linear value = p.linear(Slot.VALUE, hidden, heads.keyChannels());
        return step
                ? Linear.together(
                        x, List.of(query, key, value), heads.queryChannels(), heads.keyChannels(), heads.keyChannels())
                // values go into the sum as they are: what rounding does to them is the most that integers lose
                : List.of(query.apply(asking), key.apply(x), value.applyFinely(x));
    }

    private List<Value> projectTogether(Parameters p, Value x) {
        int channels = heads.queryChannels() + 2 * heads.keyChannels();
        Value all = p.linear(Slot.QUERY_KEY_VALUE, hidden, channels).apply(x);
        return p.g().split(
                        "Split",
                        3,
                        Attributes.with("axis", -1),
                        all,
                        p.g().ints(heads.queryChannels(), heads.keyChannels(), heads.keyChannels()));
    }

    /** Keys and values of an encoder's output, for the decoder's cross-attention; the keys with its scale, once for all. */
    public Source source(Parameters p, Value encoded) {
        GraphBuilder g = p.g();
        Linear key = p.linear(Slot.CROSS_KEY, hidden, heads.keyChannels());
        Linear value = p.linear(Slot.CROSS_VALUE, hidden, heads.keyChannels());
        KeyValue source = new KeyValue(
                softmax().scaled(g, heads.splitAcross(g, key.apply(encoded), heads.keyValue())),
                heads.split(g, value.apply(encoded), heads.keyValue()));
        return p.arithmetic().ofIntegers() ? QuantizedKeyValue.of(g, source) : source;
    }

    /** Tokens attend to an encoder's output. */
    public Attended cross(Parameters p, Value x, Source source, Surroundings where) {
        Value query = p.linear(Slot.CROSS_QUERY, hidden, heads.queryChannels()).apply(x);
        Attended attended = softmax()
                .cross(
                        new AttentionKernel.Asked(
                                p, spec, heads, query, Value.NONE, Value.NONE, x, where, Optional.empty()),
                        source);
        return new Attended(
                p.linear(Slot.CROSS_OUT, heads.queryChannels(), hidden).apply(attended.mixed()), attended.weights());
    }

    private Softmax softmax() {
        if (spec.kernel() instanceof Softmax softmax) {
            return softmax;
        }
        throw new IllegalStateException("Cross-attention is computed by softmax, not by " + spec.kernel() + ".");
    }
}
