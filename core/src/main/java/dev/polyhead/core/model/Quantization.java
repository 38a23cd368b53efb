package dev.polyhead.core.model;

import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.tensor.ElementType;
import tools.jackson.databind.JsonNode;

/** Integer weights in a checkpoint: the layout "int-quantized" of compressed-tensors, one scale an output channel. */
final class Quantization {
    private Quantization() {}

    /** Refuses every other layout by name. */
    static void check(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        if (!config.has("quantization_config")) {
            return;
        }
        ConfigJson quantization = config.object("quantization_config").orElseThrow();
        if (!quantization.text("quant_method", "").equals("compressed-tensors")) {
            throw quantization.unsupported("quant_method");
        }
        if (!quantization.text("format", "int-quantized").equals("int-quantized")) {
            throw quantization.unsupported("format");
        }
        for (JsonNode group : quantization.json().path("config_groups")) {
            ConfigJson weights = ConfigJson.parse(
                    "quantization_config.weights", group.path("weights").toString());
            if (weights.integer("num_bits", 8) != 8) {
                throw weights.unsupported("num_bits");
            }
            if (!weights.text("type", "int").equals("int")) {
                throw weights.unsupported("type");
            }
            if (!weights.text("strategy", "channel").equals("channel")) {
                throw weights.unsupported("strategy");
            }
            weights.supportsOnly("symmetric", true);
        }
    }

    static boolean hasIntegers(Checkpoint checkpoint) {
        return checkpoint.tensors().values().stream().anyMatch(t -> t.type() == ElementType.I8);
    }
}
