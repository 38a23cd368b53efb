package dev.polyhead.core.attention;

import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.Tensor;

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
    public Value onScores(Parameters p, Value scores, Value query, Surroundings where, Heads heads) {
        GraphBuilder g = p.g();
        Value table = p.vector(p.name(Slot.RELATIVE), heads.count(), distances, heads.size());
        Value length = g.dimension(where.key(), 0); // [1]
        Value count = g.dimension(where.query(), 1); // [1]
        // Row c of the table by offset stands for the distance key - 1 - c.
        Value row = g.once("relative rows " + where.key().name(), () -> {
            Value distance = g.sub(g.sub(length, g.ints(1)), g.range(length));
            return g.sub(g.integer(distances - 1L), g.op("Min", distance, g.integer(distances - 1L)));
        });
        Value byOffset = g.gather(table, row, 1); // [heads, key, head]
        Value logits = g.matMul(query, g.transpose(byOffset, 0, 2, 1)); // [batch, heads, query, key]
        return g.add(scores, skew(g, logits, count, length));
    }

    /**
     * Moves row {@code r} of {@code query} rows to the left by {@code query - 1 - r}: one column of zeros in front, then
     * the same numbers read from another start. What it leaves beyond the diagonal is masked.
     */
    private static Value skew(GraphBuilder g, Value logits, Value query, Value key) {
        Value shape = g.op("Shape", logits);
        Value zeros = g.op(
                "Expand",
                g.constant(Tensor.of(new float[] {0}, 1)),
                g.concat(0, g.slice(shape, g.ints(0), g.ints(3), 0), g.ints(1)));
        Value flat = g.reshape(g.concat(3, zeros, logits), 0, 0, -1); // [batch, heads, query * (key + 1)]
        Value end = g.mul(query, g.add(key, g.ints(1)));
        return g.op("Reshape", g.slice(flat, query, end, 2), shape);
    }
}
