package dev.polyhead.core.layer;

import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;

/** What is added to a token's embedding to say where it stands. */
public sealed interface PositionEmbedding {
    /**
     * The rows to add.
     *
     * @param positions int64 {@code [batch or 1, seq]}, from 0
     * @param ids the tokens, int64 {@code [batch, seq]}
     * @return {@code [batch or 1, seq, hidden]}
     */
    Value rows(Parameters parameters, Value positions, Value ids, int hidden);

    /** Most tokens that have a position. */
    int length();

    /**
     * Trained, one a position.
     *
     * @param length most tokens
     * @param offset rows of the table before the first token's (BART: 2)
     */
    record Learned(int length, int offset) implements PositionEmbedding {
        @Override
        public Value rows(Parameters p, Value positions, Value ids, int hidden) {
            Value shifted = offset == 0 ? positions : p.g().add(positions, p.g().integer(offset));
            return p.embedding(Slot.POSITIONS, length + offset, hidden).rows(shifted);
        }
    }

    /**
     * Trained, counting only real tokens, as RoBERTa does: the first has row {@code padding + 1}, padding has row
     * {@code padding}.
     *
     * @param rows of the table
     * @param padding the padding token's id
     */
    record LearnedPastPadding(int rows, int padding) implements PositionEmbedding {
        @Override
        public Value rows(Parameters p, Value positions, Value ids, int hidden) {
            GraphBuilder g = p.g();
            Value real = g.cast(g.op("Not", g.op("Equal", ids, g.integer(padding))), ElementType.I64);
            Value counted = g.mul(g.op("CumSum", real, g.integer(1)), real);
            return p.embedding(Slot.POSITIONS, rows, hidden).rows(g.add(counted, g.integer(padding)));
        }

        @Override
        public int length() {
            return rows - padding - 1;
        }
    }

    /**
     * Fixed.
     *
     * @param length most tokens
     * @param layout where sines and cosines stand
     */
    record Fixed(int length, Sinusoid layout) implements PositionEmbedding {
        @Override
        public Value rows(Parameters p, Value positions, Value ids, int hidden) {
            Value table = p.g().once("sinusoid " + this, () -> p.g().constant(layout.table(length, hidden)));
            return p.g().gather(table, positions, 0);
        }
    }
}
