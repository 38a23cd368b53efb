package dev.polyhead.core.layer;

import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import java.util.Optional;

/** A table with a row for every word, position or type. */
public final class Embedding {
    private final GraphBuilder g;
    private final Matrix matrix;
    private final Arithmetic arithmetic;

    Embedding(GraphBuilder g, Matrix matrix, Arithmetic arithmetic) {
        this.g = g;
        this.matrix = matrix;
        this.arithmetic = arithmetic;
    }

    /**
     * Picks rows.
     *
     * @param indices int64 {@code [...]}
     * @return float32 {@code [..., hidden]}
     */
    public Value rows(Value indices) {
        return matrix.rows(indices);
    }

    /** The table as the last layer of a language model, tied to the words' embedding. */
    public Linear tied() {
        return new Linear(g, matrix, Optional.empty(), arithmetic);
    }
}
