package dev.polyhead.core.model;

import dev.polyhead.core.transformer.Stack;
import java.util.Optional;

/**
 * One of two encoders that meet in a common space.
 *
 * @param stack the encoder
 * @param pooling which of its tokens speaks for the whole
 * @param projection name of the layer into the common space; absent in a bare tower
 * @param dimensions of the common space
 */
public record Tower(Stack stack, Pooling pooling, Optional<String> projection, int dimensions) {
    /** Which token speaks for the whole. */
    public sealed interface Pooling {
        /** How many tokens, from the first on, it looks at; 0 for all. */
        default int tokens() {
            return 0;
        }

        /**
         * The first, through a norm of its own.
         *
         * @param norm name of the norm, below the stack's prefix
         */
        record FirstNormed(String norm) implements Pooling {
            @Override
            public int tokens() {
                return 1;
            }
        }

        /**
         * The first end token.
         *
         * @param id of the end token; 2 stands for "the largest id", as old configurations of CLIP mean it
         */
        record End(int id) implements Pooling {}

        /**
         * The last, through a layer of its own (SigLIP's texts).
         *
         * @param head name of the layer, below the stack's prefix
         */
        record Last(String head) implements Pooling {}

        /**
         * None of them: a learned query attends to all, and a feed-forward network follows (SigLIP's pictures). Zhai et al.
         * 2021, "Scaling Vision Transformers", section 3.2.
         *
         * @param head name of the query's layer, below the stack's prefix
         */
        record Probe(String head) implements Pooling {}
    }
}
