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
 * masked. Step by step that matrix is the whole state (section 3.4).
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

    /** The sums over the past, {@code [heads, head, head]} and {@code [heads, 1, head]}, however long it is. */
    @Override
    public CacheShape cacheShape(Heads heads) {
        return new CacheShape(heads.count(), 1, heads.size(), false);
    }

    @Override
    public Attended mix(Asked asked) {
        GraphBuilder g = asked.parameters().g();
        boolean full = asked.spec().pattern() instanceof AttentionPattern.Full;
        if (full && asked.cache().isPresent()) {
            throw new IllegalStateException("A sum over everything cannot be carried on token by token; take Causal.");
        }
        if (asked.where().weights()) {
            return composed(asked);
        }
        g.decide("attention: linear, feature map elu + 1" + (asked.cache().isPresent() ? ", constant state" : ""));
        return full ? full(g, asked) : causal(g, asked);
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
        Blocks chunks = Blocks.upTo(g, asked.query(), CHUNK);
        Value query = features(g, chunks.heads(chunks.cut(asked.query(), channels), heads));
        Value key = features(g, chunks.heads(chunks.cut(shared(g, heads, asked.key()), channels), heads));
        Value value = chunks.heads(chunks.cut(shared(g, heads, asked.value()), channels), heads);
        Value real = chunks.real(real(g, asked.where()), asked.query());
        key = onlyReal(g, key, Optional.of(g.unsqueeze(real, 2, 4)));
        Value ownSum = g.matMul(g.transpose(key, 0, 1, 2, 4, 3), value); // [batch, chunks, heads, head, head]
        Value ownKeys =
                g.op("ReduceSum", Attributes.with("keepdims", 1), key, g.ints(3)); // [batch, chunks, heads, 1, head]
        Value sum = before(g, ownSum, asked.cache().map(CacheSlot::pastValue));
        Value keys = before(g, ownKeys, asked.cache().map(CacheSlot::pastKey));
        asked.cache().ifPresent(slot -> {
            carry(g, CacheSlot.presentValueName(slot.layer()), slot.pastValue(), ownSum);
            carry(g, CacheSlot.presentKeyName(slot.layer()), slot.pastKey(), ownKeys);
        });
        Value position = g.range(chunks.size());
        Value past = g.cast(g.op("LessOrEqual", g.unsqueeze(position, 0), g.unsqueeze(position, 1)), ElementType.F32);
        Value within = g.mul(g.matMul(query, g.transpose(key, 0, 1, 2, 4, 3)), past);
        Value mixed = g.add(g.matMul(query, sum), g.matMul(within, value));
        Value weight = g.add(
                g.matMul(query, g.transpose(keys, 0, 1, 2, 4, 3)),
                g.op("ReduceSum", Attributes.with("keepdims", 1), within, g.ints(-1)));
        return Attended.of(chunks.join(g.div(mixed, atLeast(g, weight)), channels));
    }

    /** What came before each chunk: the chunks before it, and the state of earlier steps. */
    private static Value before(GraphBuilder g, Value own, Optional<Value> state) {
        Value sum = g.op("CumSum", Attributes.with("exclusive", 1), own, g.integer(1));
        return state.map(s -> g.add(sum, g.unsqueeze(s, 1))).orElse(sum);
    }

    /** The state after this step. */
    private static void carry(GraphBuilder g, String name, Value state, Value own) {
        Value all = g.op("ReduceSum", Attributes.with("keepdims", 0), own, g.ints(1));
        g.output(name, ElementType.F32, g.add(state, all));
    }

    /** Which keys count; while a ragged batch is read, what stands behind a row's last token does not. */
    private static Optional<Value> real(GraphBuilder g, Surroundings where) {
        return where.cache()
                .map(layout -> g.once(
                        "real " + where.query().name(),
                        () -> g.op(
                                "LessOrEqual", where.query(), g.unsqueeze(g.cast(layout.last(), ElementType.I64), 1))))
                .or(where::real);
    }

    /** The formula with every pair held, where the weights themselves are wanted. */
    private static Attended composed(Asked asked) {
        GraphBuilder g = asked.parameters().g();
        g.decide("attention: composed feature map elu + 1");
        Heads heads = asked.heads();
        Surroundings where = asked.where();
        Value query = features(g, heads.split(g, asked.query(), heads.count()));
        Value key = features(g, heads.share(g, heads.split(g, asked.key(), heads.keyValue())));
        Value value = heads.share(g, heads.split(g, asked.value(), heads.keyValue()));
        key = onlyReal(g, key, where.real().map(r -> g.unsqueeze(g.cast(r, ElementType.F32), 1, 3)));
        Value products = g.matMul(query, g.transpose(key, 0, 1, 3, 2)); // [batch, heads, query, key]
        Value seen = asked.spec()
                .pattern()
                .allowed(g, g.unsqueeze(where.query(), 1, 3), g.unsqueeze(where.key(), 0, 1, 2))
                .map(allowed -> g.mul(products, g.cast(allowed, ElementType.F32)))
                .orElse(products);
        Value sum = g.op("ReduceSum", Attributes.with("keepdims", 1), seen, g.ints(-1));
        Value weights = g.div(seen, atLeast(g, sum));
        return new Attended(heads.join(g, g.matMul(weights, value)), Optional.of(weights));
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
