package dev.polyhead.core.attention;

import dev.polyhead.core.onnx.Value;
import java.util.Optional;

/**
 * What an attention gives.
 *
 * @param mixed values mixed by the weights, {@code [batch, query, heads * head]}
 * @param weights {@code [batch, heads, query, key]} where they were wanted
 */
public record Attended(Value mixed, Optional<Value> weights) {
    static Attended of(Value mixed) {
        return new Attended(mixed, Optional.empty());
    }
}
