package dev.polyhead.core.attention;

import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import java.util.Optional;

/**
 * Attention by a feature map instead of a softmax: {@code φ(q)·(Σ φ(k) vᵀ) / φ(q)·Σ φ(k)} with {@code φ = elu + 1};
 * time and memory are linear, since keys and values are summed before any query sees them. Katharopoulos et al. 2020,
 * equations 5, 7 and 9. The causal sum runs over chunks: what came before a chunk is one matrix, inside it the pairs are
 * masked.
 */
public record LinearAttention() implements AttentionKernel {
    private static final int CHUNK = 64;
    private static final double SMALLEST = 1e-6;

    @Override
    public void check(AttentionPattern pattern, PositionScheme position) {
        if (!(pattern instanceof AttentionPattern.Full) && !(pattern instanceof AttentionPattern.Causal)) {
            throw new IllegalArgumentException(
                    "Linear attention sums over everything or over the past, not over " + pattern + ".");
        }
        if (position.changesScores()) {
            throw new IllegalArgumentException(position + " needs scores, which linear attention does not have.");
        }
    }

    @Override
    public Attended mix(Asked asked) {
        GraphBuilder g = asked.parameters().g();
        if (asked.where().weights() || asked.cache().isPresent()) {
            throw new IllegalStateException("Linear attention holds neither weights nor a key-value cache.");
        }
        g.decide("attention: linear, feature map elu + 1");
        return asked.spec().pattern() instanceof AttentionPattern.Full ? full(g, asked) : causal(g, asked);
    }

    private static Attended full(GraphBuilder g, Asked asked) {
        Heads heads = asked.heads();
        Value query = features(g, heads.split(g, asked.query(), heads.count()));
        Value key = features(g, heads.share(g, heads.split(g, asked.key(), heads.keyValue())));
        Value value = heads.share(g, heads.split(g, asked.value(), heads.keyValue()));
        key = onlyReal(g, key, asked.where().real().map(r -> g.unsqueeze(g.cast(r, ElementType.F32), 1, 3)));
        Value sum = g.matMul(g.transpose(key, 0, 1, 3, 2), value); // [batch, heads, head, head]
        Value keys = g.op("ReduceSum", Attributes.with("keepdims", 1), key, g.ints(2)); // [batch, heads, 1, head]
        Value weight = g.matMul(query, g.transpose(keys, 0, 1, 3, 2)); // [batch, heads, query, 1]
        return Attended.of(heads.join(g, g.div(g.matMul(query, sum), atLeast(g, weight))));
    }

    private static Attended causal(GraphBuilder g, Asked asked) {
        Heads heads = asked.heads();
        int channels = heads.queryChannels();
        Blocks chunks = Blocks.of(g, asked.query(), CHUNK);
        Value query = features(g, chunks.heads(chunks.cut(asked.query(), channels), heads));
        Value key = features(g, chunks.heads(chunks.cut(shared(g, heads, asked.key()), channels), heads));
        Value value = chunks.heads(chunks.cut(shared(g, heads, asked.value()), channels), heads);
        Value real = chunks.real(asked.where().real(), asked.query());
        key = onlyReal(g, key, Optional.of(g.unsqueeze(real, 2, 4)));
        Attributes before = Attributes.with("exclusive", 1);
        Value sum = g.op("CumSum", before, g.matMul(g.transpose(key, 0, 1, 2, 4, 3), value), g.integer(1));
        Value keys = g.op(
                "CumSum",
                before,
                g.op("ReduceSum", Attributes.with("keepdims", 1), key, g.ints(3)),
                g.integer(1)); // [batch, chunks, heads, 1, head]
        Value position = g.range(g.ints(CHUNK));
        Value past = g.cast(g.op("LessOrEqual", g.unsqueeze(position, 0), g.unsqueeze(position, 1)), ElementType.F32);
        Value within = g.mul(g.matMul(query, g.transpose(key, 0, 1, 2, 4, 3)), past);
        Value mixed = g.add(g.matMul(query, sum), g.matMul(within, value));
        Value weight = g.add(
                g.matMul(query, g.transpose(keys, 0, 1, 2, 4, 3)),
                g.op("ReduceSum", Attributes.with("keepdims", 1), within, g.ints(-1)));
        return Attended.of(chunks.join(g.div(mixed, atLeast(g, weight)), channels));
    }

    /** Key channels as wide as the queries', each shared head repeated. */
    private static Value shared(GraphBuilder g, Heads heads, Value x) {
        return heads.count() == heads.keyValue()
                ? x
                : heads.join(g, heads.share(g, heads.split(g, x, heads.keyValue())));
    }

    private static Value features(GraphBuilder g, Value x) {
        return g.add(g.op("Elu", x), g.scalar(1));
    }

    private static Value onlyReal(GraphBuilder g, Value key, Optional<Value> real) {
        return real.map(r -> g.mul(key, r)).orElse(key);
    }

    private static Value atLeast(GraphBuilder g, Value weight) {
        return g.op("Max", weight, g.scalar(SMALLEST));
    }
}
