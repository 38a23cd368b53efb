package dev.polyhead.core.attention;

import dev.polyhead.core.onnx.Value;

/**
 * Keys and values side by side, both as a product reads them: one query's row runs along the memory of each.
 *
 * @param key {@code [batch, heads, head, seq]}
 * @param value {@code [batch, heads, seq, head]}
 */
public record KeyValue(Value key, Value value) {}
