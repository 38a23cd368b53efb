package dev.polyhead.core.attention;

import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import java.util.Optional;

/**
 * A trained bias for each range of distances, the same in every layer. Raffel et al. 2020, section 2.1.
 *
 * @param buckets ranges of distance
 * @param farthest distance from which on all share the last range
 * @param bothWays whether keys after the query have ranges of their own
 */
public record BucketedBias(int buckets, int farthest, boolean bothWays) implements PositionScheme {
    public BucketedBias {
        if (buckets < 4 || farthest <= buckets / (bothWays ? 4 : 2)) {
            throw new IllegalArgumentException(
                    "%d buckets cannot tell distances up to %d apart; compare relative_attention_num_buckets and relative_attention_max_distance."
                            .formatted(buckets, farthest));
        }
    }

    @Override
    public boolean changesScores() {
        return true;
    }

    @Override
    public Optional<Value> onScores(Parameters p, Value query, Surroundings where, Heads heads) {
        GraphBuilder g = p.g();
        return Optional.of(g.once(
                "bucketed bias " + where.query().name() + " " + where.key().name(), () -> {
                    Value key = g.unsqueeze(where.key(), 0, 1); // [1, 1, key]
                    Value distance = g.sub(key, g.unsqueeze(where.query(), 2)); // [batch, query, key]
                    Value rows = p.at(0)
                            .embedding(Slot.RELATIVE, buckets, heads.count())
                            .rows(bucket(g, distance));
                    return g.transpose(rows, 0, 3, 1, 2); // [batch, heads, query, key]
                }));
    }

    /** Near distances have a range each, far ones share ranges that grow logarithmically. */
    private Value bucket(GraphBuilder g, Value distance) {
        int side = bothWays ? buckets / 2 : buckets;
        int exact = side / 2;
        Value back = bothWays ? g.op("Abs", distance) : g.op("Max", g.op("Neg", distance), g.integer(0));
        // In float32 and in this order, as the reference computes it: a range's edge is a rounding away.
        Value near = g.op("Max", g.cast(back, ElementType.F32), g.scalar(1));
        Value log = g.op("Log", g.div(near, g.scalar(exact)));
        Value part = g.mul(g.div(log, g.scalar(Math.log((double) farthest / exact))), g.scalar(side - exact));
        Value far = g.op("Min", g.add(g.cast(part, ElementType.I64), g.integer(exact)), g.integer(side - 1));
        Value range = g.where(g.op("Less", back, g.integer(exact)), back, far);
        if (!bothWays) {
            return range;
        }
        Value after = g.cast(g.op("Greater", distance, g.integer(0)), ElementType.I64);
        return g.add(range, g.mul(after, g.integer(side)));
    }
}
