package dev.polyhead.core.onnx;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A finished graph.
 *
 * @param bytes the serialized {@code ModelProto}; weights are not in it
 * @param weights the real folder in which the graph's external weights lie; absent where it has none
 * @param inputs names of its inputs
 * @param outputs names of its outputs
 */
@SuppressWarnings("ArrayRecordComponent") // handed to the runtime once, never compared
public record OnnxModel(byte[] bytes, Optional<Path> weights, List<String> inputs, List<String> outputs) {
    public OnnxModel {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
