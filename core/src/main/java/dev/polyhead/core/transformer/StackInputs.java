package dev.polyhead.core.transformer;

import dev.polyhead.core.onnx.Value;
import java.util.Optional;

/**
 * What enters a stack.
 *
 * @param main token ids {@code [batch, seq]}, pixels {@code [batch, channels, height, width]} or a spectrogram {@code
 *     [batch, mel, frames]}
 * @param types token types {@code [batch, seq]}
 */
public record StackInputs(Value main, Optional<Value> types) {}
