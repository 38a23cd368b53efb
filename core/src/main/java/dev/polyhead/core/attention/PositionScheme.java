package dev.polyhead.core.attention;

import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import java.util.Optional;

/** How distance enters an attention layer; a scheme overrides one of the two hooks. */
public sealed interface PositionScheme permits PositionScheme.None, Rotary, BucketedBias, Relative {
    /**
     * Changes queries or keys before they meet.
     *
     * @param x {@code [batch, seq, heads * head]}
     * @param heads how many there are in {@code x}
     * @param positions int64 {@code [batch or 1, seq]}
     */
    default Value onHeads(GraphBuilder g, Value x, int heads, int headSize, Value positions) {
        return x;
    }

    /**
     * What is added to the scores before they are scaled; nothing by default.
     *
     * @param parameters the layer's trained numbers
     * @param query {@code [batch, heads, query, head]}
     * @param where the positions on both sides
     * @return {@code [batch or 1, heads, query, key]}; for keys that the query may not see it may be anything finite
     */
    default Optional<Value> onScores(Parameters parameters, Value query, Surroundings where, Heads heads) {
        return Optional.empty();
    }

    /** Whether the scores change, which rules out kernels that cannot add to them. */
    default boolean changesScores() {
        return false;
    }

    /**
     * Refuses patterns for which this scheme has no meaning.
     *
     * @throws IllegalArgumentException with the reason
     */
    default void check(AttentionPattern pattern) {}

    /** Whether all rows of a batch must stand at the same position. */
    default boolean needsEqualPositions() {
        return false;
    }

    /** Positions, if any, were added to the embeddings. */
    record None() implements PositionScheme {}
}
