package dev.polyhead.core.attention;

import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.checkpoint.Safetensors;
import dev.polyhead.core.checkpoint.Weights;
import dev.polyhead.core.layer.Arithmetic;
import dev.polyhead.core.layer.Names;
import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The trained numbers that position schemes read, in a checkpoint of their own. */
record AttentionTables(Weights weights) {
    static final int BUCKETS = 8;
    static final int FARTHEST = 20;
    static final int DISTANCES = 6;

    static AttentionTables write(Path folder, int heads, List<Integer> headSizes) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int head : headSizes) {
            tensors.put("relative" + head, AttentionOracle.random(7 + head, heads, DISTANCES, head));
        }
        tensors.put("bias.weight", AttentionOracle.random(9, BUCKETS, heads));
        Path file = folder.toRealPath().resolve("model.safetensors");
        Safetensors.write(file, tensors);
        ConfigJson config = ConfigJson.parse("config.json", "{}");
        return new AttentionTables(new Weights(new Checkpoint(folder, config, Safetensors.list(file))));
    }

    static List<PositionScheme> schemes(int head) {
        return List.of(
                new PositionScheme.None(),
                new Rotary(AttentionOracle.frequencies(head), 1.25),
                new BucketedBias(BUCKETS, FARTHEST, true),
                new BucketedBias(BUCKETS, FARTHEST, false),
                new Relative(DISTANCES));
    }

    AttentionOracle.Tables numbers(int head) {
        return new AttentionOracle.Tables(
                Safetensors.read(weights.get("relative" + head)).floats(),
                Safetensors.read(weights.get("bias.weight")).floats(),
                BUCKETS,
                FARTHEST);
    }

    Parameters parameters(GraphBuilder g, AttentionSpec spec, int head) {
        String name = spec.position() instanceof BucketedBias ? "bias" : "relative" + head;
        return new Parameters(g, weights, Names.of(Map.of(Slot.RELATIVE, name)), 0, Arithmetic.FLOAT);
    }
}
