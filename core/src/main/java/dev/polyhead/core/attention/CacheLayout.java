package dev.polyhead.core.attention;

import dev.polyhead.core.onnx.Value;

/**
 * How far each row's cache is filled.
 *
 * @param before tokens that a row holds already, int64 {@code [rows]}
 * @param last the last token's position once this step is written, int32 {@code [rows]}
 * @param longest tokens of the longest row after this step, int64 {@code [1]}
 * @param longestScalar the same, int32 {@code []}
 */
public record CacheLayout(Value before, Value last, Value longest, Value longestScalar) {}
