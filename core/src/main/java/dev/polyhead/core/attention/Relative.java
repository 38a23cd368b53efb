package dev.polyhead.core.attention;

import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import java.util.Optional;

/**
 * Adds what a query thinks of each distance; memory stays linear by skewing. Huang et al. 2018, section 3.4.1. The
 * table's last row is the token itself; its first stands for every distance of {@code distances - 1} and more.
 *
 * @param distances rows of the table
 */
public record Relative(int distances) implements PositionScheme {
    public Relative {
        if (distances < 1) {
            throw new IllegalArgumentException("max_relative_position must be at least 1, not " + distances + ".");
        }
    }

    @Override
    public void check(AttentionPattern pattern) {
        if (!pattern.looksBackOnly()) {
            throw new IllegalArgumentException(
                    "Relative positions know distances into the past only, but " + pattern + " looks ahead.");
        }
    }

    @Override
    public boolean changesScores() {
        return true;
    }

    @Override
    public boolean needsEqualPositions() {
        return true;
    }

    @Override
    public Optional<Value> onScores(Parameters p, Value query, Surroundings where, Heads heads) {
        GraphBuilder g = p.g();
        Value table = p.vector(p.name(Slot.RELATIVE), heads.count(), distances, heads.size());
        Value byRow = g.matMul(query, g.transpose(table, 0, 2, 1)); // [batch, heads, query, distances]
        Value count = g.dimension(where.query(), 1); // [1]
        Value length = g.dimension(where.key(), 0); // [1]
        return Optional.of(skew(g, byRow, count, length));
    }

    /**
     * Brings the numbers by distance under their keys: one column more than there are keys, so that column {@code c + 1}
     * stands for the distance {@code key - 1 - c}, then the same numbers read from another start, which moves row {@code
     * r} of {@code query} rows to the left by {@code query - 1 - r}. What it leaves beyond the diagonal nobody sees.
     *
     * @param byRow {@code [batch, heads, query, distances]}
     * @return {@code [batch, heads, query, key]}
     */
    private Value skew(GraphBuilder g, Value byRow, Value query, Value key) {
        String sizes = " of " + query.name() + " and " + key.name() + " for " + distances;
        Value near = g.once("near" + sizes, () -> g.op("Min", key, g.ints(distances)));
        Value farther = g.once(
                "farther" + sizes,
                () -> g.concat(0, g.ints(1, 1, 1), g.add(g.sub(key, near), g.ints(1)))); // [1, 1, 1, key - near + 1]
        Value nearest =
                g.slice(byRow, g.once("first" + sizes, () -> g.sub(g.ints(distances), near)), g.ints(distances), 3);
        Value farthest = g.op("Expand", g.slice(byRow, g.ints(0), g.ints(1), 3), farther);
        Value flat = g.reshape(g.concat(3, farthest, nearest), 0, 0, -1); // [batch, heads, query * (key + 1)]
        Value end = g.once("end" + sizes, () -> g.mul(query, g.add(key, g.ints(1))));
        Value shape = g.once("skewed" + sizes, () -> g.concat(0, g.ints(0, 0), query, key));
        return g.op("Reshape", g.slice(flat, query, end, 2), shape);
    }
}
