package dev.polyhead.core.attention;

import dev.polyhead.core.onnx.Value;

/**
 * Keys and values side by side.
 *
 * @param key {@code [batch, heads, seq, head]}
 * @param value {@code [batch, heads, seq, head]}
 */
public record KeyValue(Value key, Value value) {}
