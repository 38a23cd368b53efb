package dev.polyhead.core.attention;

import dev.polyhead.core.onnx.Value;
import java.util.Optional;

/**
 * What an attention layer knows about the tokens around it.
 *
 * @param query positions of the queries, int64 {@code [batch or 1, query]}
 * @param key positions of the keys, int64 {@code [key]}
 * @param real which keys are not padding, bool {@code [batch, key]}; absent where none is
 * @param global which tokens everybody sees, bool {@code [batch, key]} (Longformer)
 * @param cache where keys and values of earlier steps stand
 * @param weights whether the attention weights themselves are wanted
 */
public record Surroundings(
        Value query,
        Value key,
        Optional<Value> real,
        Optional<Value> global,
        Optional<CacheLayout> cache,
        boolean weights) {
    /** The same for the cross-attention: other keys, no cache. */
    public Surroundings across(Value otherKey, Optional<Value> otherReal) {
        return new Surroundings(query, otherKey, otherReal, Optional.empty(), Optional.empty(), weights);
    }
}
