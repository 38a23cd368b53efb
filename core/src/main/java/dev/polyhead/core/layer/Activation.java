package dev.polyhead.core.layer;

import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import java.util.Locale;

/** The non-linearity of a feed-forward layer, under {@code config.json}'s names. */
public enum Activation {
    RELU {
        @Override
        public Value apply(GraphBuilder g, Value x) {
            return g.op("Relu", x);
        }
    },
    /** Exact, by the error function. Hendrycks and Gimpel 2016. */
    GELU {
        @Override
        public Value apply(GraphBuilder g, Value x) {
            return g.fused("Gelu", Attributes.NONE, x);
        }
    },
    /** Approximated by tanh. */
    GELU_TANH {
        @Override
        public Value apply(GraphBuilder g, Value x) {
            return g.fused("FastGelu", Attributes.NONE, x);
        }
    },
    /** Approximated by a sigmoid with slope 1.702. */
    QUICK_GELU {
        @Override
        public Value apply(GraphBuilder g, Value x) {
            return g.fused("QuickGelu", Attributes.with("alpha", 1.702f), x);
        }
    },
    /** {@code x · sigmoid(x)}, also called swish. */
    SILU {
        @Override
        public Value apply(GraphBuilder g, Value x) {
            return g.fused("QuickGelu", Attributes.with("alpha", 1f), x);
        }
    },
    TANH {
        @Override
        public Value apply(GraphBuilder g, Value x) {
            return g.op("Tanh", x);
        }
    };

    public abstract Value apply(GraphBuilder g, Value x);

    /**
     * Finds an activation by its name in a config.
     *
     * @throws CheckpointException if it is not one of ours
     */
    public static Activation of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "relu" -> RELU;
            case "gelu", "gelu_python" -> GELU;
            case "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "gelu_accurate" -> GELU_TANH;
            case "quick_gelu" -> QUICK_GELU;
            case "silu", "swish" -> SILU;
            case "tanh" -> TANH;
            default ->
                throw new CheckpointException(
                        "The activation \"%s\" is not supported; supported are relu, gelu, gelu_new, gelu_fast, gelu_pytorch_tanh, quick_gelu, silu, swish, tanh."
                                .formatted(name));
        };
    }
}
