package dev.polyhead.core.model;

import dev.polyhead.core.tensor.Tensor;

/** Which tokens are global where nobody says it, as the reference's heads choose them (Longformer). */
public sealed interface DefaultGlobals {
    /**
     * Marks them.
     *
     * @param ids {@code [batch, seq]}
     * @return int64 {@code [batch, seq]}
     */
    Tensor mark(Tensor ids);

    /** The first token, which speaks for the whole. */
    record First() implements DefaultGlobals {
        @Override
        public Tensor mark(Tensor ids) {
            long[] marks = new long[ids.longs().length];
            for (int row = 0; row < marks.length; row += ids.dimension(1)) {
                marks[row] = 1;
            }
            return Tensor.of(marks, ids.shape());
        }
    }

    /**
     * The question, up to the first of three separators.
     *
     * @param separator its id
     */
    record Question(int separator) implements DefaultGlobals {
        private static final int SEPARATORS = 3;

        @Override
        public Tensor mark(Tensor ids) {
            long[] tokens = ids.longs();
            int seq = ids.dimension(1);
            long[] marks = new long[tokens.length];
            for (int row = 0; row < tokens.length; row += seq) {
                int seen = 0;
                for (int i = row; i < row + seq; i++) {
                    seen += tokens[i] == separator ? 1 : 0;
                    marks[i] = seen == 0 ? 1 : 0;
                }
                if (seen != SEPARATORS) {
                    throw new IllegalArgumentException(
                            "A question and its text hold three separators (token %d), but row %d holds %d. Give a global_attention_mask."
                                    .formatted(separator, row / seq, seen));
                }
            }
            return Tensor.of(marks, ids.shape());
        }
    }
}
