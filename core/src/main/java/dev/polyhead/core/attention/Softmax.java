package dev.polyhead.core.attention;

import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import java.util.List;
import java.util.Optional;

/**
 * Softmax of scaled dot products. Vaswani et al. 2017, section 3.2.1. Lowered to a fused, tiled operator where there is
 * one for the case (exact and linear in memory, as FlashAttention; Dao et al. 2022), else composed as the formula.
 *
 * @param scale factor on the scores
 */
public record Softmax(double scale) implements AttentionKernel {
    /** What a hidden pair scores; finite, so that a row that sees nothing sees everything alike, as the reference. */
    static final double HIDDEN = -Float.MAX_VALUE;

    /** The cached operator computes heads of such sizes only. */
    private static final int CACHED_HEAD_STEP = 8;

    /** The usual factor, one by the root of the head's size. */
    public static Softmax scaled(int headSize) {
        return new Softmax(1 / Math.sqrt(headSize));
    }

    @Override
    public void check(AttentionPattern pattern, PositionScheme position) {
        if (pattern instanceof AttentionPattern.BlockSparse) {
            throw new IllegalArgumentException("Block-sparse attention counts a block once for each time it is seen, "
                    + "which a masked softmax cannot; use BlockSoftmax.");
        }
        if (!Double.isFinite(scale)) {
            throw new IllegalArgumentException("Scores cannot be scaled by " + scale + ".");
        }
    }

    @Override
    public Attended mix(Asked asked) {
        GraphBuilder g = asked.parameters().g();
        if (asked.cache().isPresent()) {
            if (!asked.spec().pattern().looksBackOnly()) {
                throw new IllegalStateException(
                        asked.spec().pattern() + " looks ahead, where a cache holds nothing yet.");
            }
            if (!asked.where().weights()
                    && asked.heads().size() % CACHED_HEAD_STEP == 0
                    && isCausal(asked.spec().pattern())) {
                g.decide("self-attention: GroupQueryAttention, cache in place");
                return cached(g, asked, asked.cache().get());
            }
            g.decide("self-attention: TensorScatter and composed softmax, cache in place");
            return composedOverCache(g, asked, asked.cache().get());
        }
        if (!asked.where().weights()
                && !asked.spec().position().changesScores()
                && asked.spec().pattern() instanceof AttentionPattern.Full
                && asked.where().real().isEmpty()
                && asked.heads().count() == asked.heads().keyValue()) {
            g.decide("attention: MultiHeadAttention, tiled");
            return tiled(g, asked);
        }
        g.decide("attention: composed softmax");
        Heads heads = asked.heads();
        return composed(
                g,
                asked,
                heads.split(g, asked.query(), heads.count()),
                new KeyValue(
                        heads.splitAcross(g, asked.key(), heads.keyValue()),
                        heads.split(g, asked.value(), heads.keyValue())));
    }

    private static boolean isCausal(AttentionPattern pattern) {
        return pattern instanceof AttentionPattern.Causal || pattern instanceof AttentionPattern.CausalWindow;
    }

    private Attended tiled(GraphBuilder g, Asked asked) {
        return Attended.of(g.fused(
                "MultiHeadAttention",
                Attributes.with("num_heads", asked.heads().count()).and("scale", scale),
                asked.query(),
                asked.key(),
                asked.value()));
    }

    private Attended cached(GraphBuilder g, Asked asked, CacheSlot slot) {
        CacheLayout layout = asked.where().cache().orElseThrow();
        Attributes attributes = Attributes.with("num_heads", asked.heads().count())
                .and("kv_num_heads", asked.heads().keyValue())
                .and("scale", scale);
        if (asked.spec().pattern() instanceof AttentionPattern.CausalWindow window) {
            attributes.and("local_window_size", window.window());
        }
        String key = CacheSlot.presentKeyName(slot.layer());
        String value = CacheSlot.presentValueName(slot.layer());
        List<Value> results = g.fused(
                "GroupQueryAttention",
                attributes,
                List.of(g.name("attention"), key, value),
                asked.query(),
                asked.key(),
                asked.value(),
                slot.pastKey(),
                slot.pastValue(),
                layout.last(),
                layout.longestScalar(),
                Value.NONE, // the cosines of a rotation
                Value.NONE, // its sines
                Value.NONE, // its positions
                added(g, asked));
        g.outputInPlace(results.get(1), ElementType.F32);
        g.outputInPlace(results.get(2), ElementType.F32);
        return Attended.of(results.get(0));
    }

    /** What the position scheme adds to the scores, after they are scaled: as the operator takes it. */
    private Value added(GraphBuilder g, Asked asked) {
        if (!asked.spec().position().changesScores()) {
            return Value.NONE;
        }
        Value query = asked.heads().split(g, asked.query(), asked.heads().count());
        Value added = asked.spec()
                .position()
                .onScores(asked.parameters(), query, asked.where(), asked.heads())
                .orElseThrow();
        return scaled(g, added);
    }

    private Attended composedOverCache(GraphBuilder g, Asked asked, CacheSlot slot) {
        CacheLayout layout = asked.where().cache().orElseThrow();
        Heads heads = asked.heads();
        Value key = scatter(g, CacheSlot.presentKeyName(slot.layer()), slot.pastKey(), asked.key(), heads, layout);
        Value value =
                scatter(g, CacheSlot.presentValueName(slot.layer()), slot.pastValue(), asked.value(), heads, layout);
        return composed(
                g,
                asked,
                heads.split(g, asked.query(), heads.count()),
                new KeyValue(g.transpose(key, 0, 1, 3, 2), value));
    }

    private static Value scatter(
            GraphBuilder g, String name, Value past, Value update, Heads heads, CacheLayout layout) {
        Value present = g.tensorScatter(name, past, heads.split(g, update, heads.keyValue()), layout.before());
        g.outputInPlace(present, ElementType.F32);
        return g.slice(present, g.ints(0), layout.longest(), 2);
    }

    /** The formula, operator by operator. */
    Attended composed(GraphBuilder g, Asked asked, Value query, Source source) {
        Heads heads = asked.heads();
        Surroundings where = asked.where();
        Source shared = source.share(g, heads);
        Value scores = shared.scores(g, query); // [batch, heads, query, key]
        Optional<Value> added = asked.spec().position().onScores(asked.parameters(), query, where, heads);
        scores = added.isPresent() ? g.add(scores, added.get()) : scores;
        scores = scaled(g, scores);
        Optional<Value> allowed =
                asked.spec().pattern().allowed(g, g.unsqueeze(where.query(), 1, 3), g.unsqueeze(where.key(), 0, 1, 2));
        scores = hide(g, scores, allowed);
        scores = hide(g, scores, where.real().map(real -> g.unsqueeze(real, 1, 2))); // [batch, 1, 1, key]
        Value weights = g.softmax(scores);
        Value mixed = heads.join(g, shared.mix(g, weights));
        return new Attended(mixed, where.weights() ? Optional.of(weights) : Optional.empty());
    }

    /** Scores with the factor; the keys of a cross-attention bring it along. */
    Value scaled(GraphBuilder g, Value scores) {
        return scale == 1 ? scores : g.mul(scores, g.scalar(scale));
    }

    static Value hide(GraphBuilder g, Value scores, Optional<Value> allowed) {
        return allowed.map(a -> g.where(a, scores, g.scalar(HIDDEN))).orElse(scores);
    }

    /**
     * The cross-attention: keys and values were computed once, by the encoder's graph. Rows that ask about the same item
     * stand side by side and are asked as one, so that its keys and values are read once for all of them.
     *
     * @param query {@code [rows, query, heads * head]}
     * @param source of {@code items}, which divides {@code rows}, with keys that were {@link #scaled}
     */
    Attended cross(Asked asked, Source source) {
        GraphBuilder g = asked.parameters().g();
        Heads heads = asked.heads();
        g.decide("cross-attention: composed softmax over the encoder's keys and values");
        Value items = g.dimension(source.key(), 0);
        Value together = g.op(
                "Reshape",
                asked.query(),
                g.once("together " + items.name(), () -> g.concat(0, items, g.ints(-1, heads.queryChannels()))));
        Attended attended = new Softmax(1).composed(g, asked, heads.split(g, together, heads.count()), source);
        return new Attended(g.op("Reshape", attended.mixed(), g.op("Shape", asked.query())), attended.weights());
    }
}
