package dev.polyhead.core.attention;

import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import java.util.Optional;

/** How the weighted sum is computed. */
public sealed interface AttentionKernel permits Softmax, BandedSoftmax, BlockSoftmax, LinearAttention {
    /**
     * Refuses what this kernel cannot compute.
     *
     * @throws IllegalArgumentException with the reason
     */
    void check(AttentionPattern pattern, PositionScheme position);

    /**
     * Mixes values by how well queries and keys agree.
     *
     * @param asked everything that takes part
     */
    Attended mix(Asked asked);

    /** What a decoder with this attention keeps from step to step. */
    default CacheShape cacheShape(Heads heads) {
        return CacheShape.ofTokens(heads);
    }

    /**
     * One attention to be computed.
     *
     * @param parameters the layer's trained numbers
     * @param spec pattern and position scheme
     * @param heads how the channels are shared
     * @param query {@code [batch, query, heads * head]}
     * @param key {@code [batch, key, keyValueHeads * head]}
     * @param value like {@code key}
     * @param input what queries, keys and values were made of, {@code [batch, seq, hidden]}
     * @param where the positions on both sides
     * @param cache the cache of this layer, where there is one
     */
    record Asked(
            Parameters parameters,
            AttentionSpec spec,
            Heads heads,
            Value query,
            Value key,
            Value value,
            Value input,
            Surroundings where,
            Optional<CacheSlot> cache) {
        /**
         * Makes what stands at padding zero, as the reference's sparse attentions do.
         *
         * @param mixed {@code [batch, query, channels]}, with as many queries as keys
         */
        Value onlyReal(Value mixed) {
            GraphBuilder g = parameters.g();
            return where.real()
                    .map(real -> g.mul(mixed, g.cast(g.unsqueeze(real, 2), ElementType.F32)))
                    .orElse(mixed);
        }
    }
}
