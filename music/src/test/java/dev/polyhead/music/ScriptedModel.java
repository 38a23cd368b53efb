package dev.polyhead.music;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.generation.Decoding;
import dev.polyhead.core.generation.Encoded;
import dev.polyhead.core.generation.TokenModel;
import dev.polyhead.core.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Random;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A model without weights: after so many tokens it gives logits that depend on the last token alone. */
final class ScriptedModel implements TokenModel {
    /** Fills the logits after a token. */
    interface Script {
        void logits(int last, float[] logits);
    }

    private final Script script;
    private final IntConsumer fed;

    ScriptedModel(Script script, IntConsumer fed) {
        this.script = script;
        this.fed = fed;
    }

    /** Every token as likely as its neighbours, more or less. */
    static ScriptedModel random() {
        return new ScriptedModel(
                (last, logits) -> {
                    Random random = new Random(last * 31L);
                    for (int i = 0; i < logits.length; i++) {
                        logits[i] = (float) random.nextGaussian();
                    }
                },
                count -> {});
    }

    @Override
    public int vocabulary() {
        return 388;
    }

    @Override
    public int contextLength() {
        return Integer.MAX_VALUE;
    }

    @Override
    public boolean hasEncoder() {
        return false;
    }

    @Override
    public Encoded encode(Map<String, Tensor> inputs, Cancellation cancellation) {
        throw new UnsupportedOperationException("no encoder");
    }

    @Override
    public Decoding begin(@Nullable Encoded source, int rows, int capacity) {
        return new Rows(capacity);
    }

    private final class Rows implements Decoding {
        private final int capacity;
        private int length;

        Rows(int capacity) {
            this.capacity = capacity;
        }

        @Override
        public FloatBuffer feed(int[][] tokens) {
            length += tokens[0].length;
            fed.accept(length);
            if (length > capacity) {
                throw new IllegalArgumentException("full");
            }
            float[] logits = new float[388];
            script.logits(tokens[0][tokens[0].length - 1], logits);
            return FloatBuffer.wrap(logits);
        }

        @Override
        public void reorder(int[] parents) {}

        @Override
        public int rows() {
            return 1;
        }

        @Override
        public int length(int row) {
            return length;
        }

        @Override
        public int capacity() {
            return capacity;
        }

        @Override
        public boolean supportsRagged() {
            return false;
        }

        @Override
        public void interrupt() {}

        @Override
        public void close() {}
    }
}
