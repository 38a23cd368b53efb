package dev.polyhead.core.attention;

import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import java.util.Optional;

/** Who may look at whom: the mask of an attention layer. */
public sealed interface AttentionPattern {
    /**
     * Marks the allowed pairs.
     *
     * @param query positions of the queries, int64 {@code [batch or 1, 1, query, 1]}
     * @param key positions of the keys, int64 {@code [1, 1, 1, key]}
     * @return booleans {@code [batch or 1, 1, query, key]}, true where the query may look at the key; empty if it always
     *     may
     */
    Optional<Value> allowed(GraphBuilder g, Value query, Value key);

    /** Whether no query sees what comes after it. */
    default boolean looksBackOnly() {
        return false;
    }

    /** Everybody sees everybody. Vaswani et al. 2017, section 3.2.1. */
    record Full() implements AttentionPattern {
        @Override
        public Optional<Value> allowed(GraphBuilder g, Value query, Value key) {
            return Optional.empty();
        }
    }

    /** A query sees itself and what came before. Vaswani et al. 2017, section 3.2.3. */
    record Causal() implements AttentionPattern {
        @Override
        public boolean looksBackOnly() {
            return true;
        }

        @Override
        public Optional<Value> allowed(GraphBuilder g, Value query, Value key) {
            return Optional.of(g.op("LessOrEqual", key, query));
        }
    }

    /**
     * A query sees itself and the window before it. Jiang et al. 2023 (Mistral 7B), section 2.
     *
     * @param window keys that a query sees, itself included
     */
    record CausalWindow(int window) implements AttentionPattern {
        public CausalWindow {
            requireWindow(window);
        }

        @Override
        public boolean looksBackOnly() {
            return true;
        }

        @Override
        public Optional<Value> allowed(GraphBuilder g, Value query, Value key) {
            Value near = g.op("Less", g.sub(query, key), g.integer(window));
            return Optional.of(g.op("And", g.op("LessOrEqual", key, query), near));
        }
    }

    /**
     * A query sees its neighbours at both sides, and global tokens see and are seen by everybody. Beltagy et al. 2020,
     * section 3.1.
     *
     * @param reach neighbours at each side
     */
    record SlidingWindow(int reach) implements AttentionPattern {
        public SlidingWindow {
            requireWindow(reach);
        }

        @Override
        public Optional<Value> allowed(GraphBuilder g, Value query, Value key) {
            Value distance = g.op("Abs", g.sub(query, key));
            return Optional.of(g.op("LessOrEqual", distance, g.integer(reach)));
        }
    }

    /**
     * Blocks of queries see their neighbouring blocks, the first and the last block, and some random ones. Zaheer et al.
     * 2020, section 2.
     *
     * @param block tokens of a block
     * @param random random blocks for each block of queries
     * @param plan which those are
     */
    record BlockSparse(int block, int random, RandomBlocks plan) implements AttentionPattern {
        public BlockSparse {
            requireWindow(block);
            if (random < 0) {
                throw new IllegalArgumentException("num_random_blocks cannot be " + random + ".");
            }
        }

        @Override
        public Optional<Value> allowed(GraphBuilder g, Value query, Value key) {
            throw new IllegalStateException(
                    "A block may be seen more than once, which no mask can say; take the block softmax.");
        }
    }

    private static void requireWindow(int window) {
        if (window < 1) {
            throw new IllegalArgumentException(
                    "An attention window of %d tokens sees nothing; it must be at least 1.".formatted(window));
        }
    }
}
