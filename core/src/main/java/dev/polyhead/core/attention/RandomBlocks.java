package dev.polyhead.core.attention;

import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.Tensor;

/** Which blocks of keys a block of queries sees at random in block-sparse attention. */
public sealed interface RandomBlocks {
    /**
     * Draws a number for a slot; the block is its remainder by the number of blocks.
     *
     * @param query block of queries, from 0
     * @param slot which of its random blocks
     */
    long draw(long query, long slot);

    /**
     * The blocks for all blocks of queries but the first and the last.
     *
     * @param blocks how many there are, int64 {@code [1]}
     * @return int64 {@code [blocks - 2, slots]}
     */
    Value indices(GraphBuilder g, Value blocks, int slots);

    private static Value inner(GraphBuilder g, Value blocks) {
        return g.op("Max", g.sub(blocks, g.ints(2)), g.ints(0));
    }

    /**
     * What the reference library does when it evaluates: its list of random blocks is all zeros, so that every slot is
     * block 0, counted again.
     */
    record FirstBlock() implements RandomBlocks {
        @Override
        public long draw(long query, long slot) {
            return 0;
        }

        @Override
        public Value indices(GraphBuilder g, Value blocks, int slots) {
            return g.op("Expand", g.integer(0), g.concat(0, inner(g, blocks), g.ints(slots)));
        }
    }

    /** Really random, the same for one seed, by a linear congruence. Zaheer et al. 2020, section 2. */
    record Seeded(int seed) implements RandomBlocks {
        private static final long QUERY = 1_103_515_245;
        private static final long SLOT = 69_621;
        private static final long PRIME = 2_147_483_647;

        @Override
        public long draw(long query, long slot) {
            return Math.floorMod(query * QUERY + slot * SLOT + seed, PRIME);
        }

        @Override
        public Value indices(GraphBuilder g, Value blocks, int slots) {
            long[] bySlot = new long[slots];
            for (int slot = 0; slot < slots; slot++) {
                bySlot[slot] = slot * SLOT + seed;
            }
            Value query = g.unsqueeze(g.add(g.range(inner(g, blocks)), g.integer(1)), 1);
            Value mixed = g.add(g.mul(query, g.integer(QUERY)), g.constant(Tensor.of(bySlot, 1, slots)));
            return g.op("Mod", g.op("Mod", mixed, g.integer(PRIME)), blocks);
        }
    }
}
