package dev.polyhead.core.transformer;

import dev.polyhead.core.attention.AttentionSpec;
import dev.polyhead.core.attention.Heads;
import dev.polyhead.core.layer.Activation;
import dev.polyhead.core.layer.NormSpec;
import java.util.List;
import java.util.Optional;

/**
 * Sizes and kinds of one stack of Transformer blocks, as {@code config.json} gives them.
 *
 * @param hidden channels of a token between blocks ({@code hidden_size}, {@code d_model})
 * @param heads how attention shares the channels
 * @param feedForward channels inside the feed-forward network
 * @param activation its non-linearity
 * @param norm what normalises
 * @param place where it stands
 * @param finalNorm whether a norm follows the last block
 * @param attention the self-attention of each block; as many as there are blocks
 * @param cross the cross-attention, in a decoder that has an encoder
 * @param fullUpTo sequences of at most so many tokens use full attention instead (BigBird); else 0
 * @param normedLastState whether the reference counts the final norm into the last hidden state
 */
public record StackConfig(
        int hidden,
        Heads heads,
        int feedForward,
        Activation activation,
        NormSpec norm,
        NormPlace place,
        boolean finalNorm,
        List<AttentionSpec> attention,
        Optional<AttentionSpec> cross,
        int fullUpTo,
        boolean normedLastState) {
    /** Where a block's norms stand. */
    public enum NormPlace {
        /** Before each sublayer, outside the residual. Xiong et al. 2020. */
        PRE,
        /** After each residual sum, as in 2017. */
        POST
    }

    public StackConfig {
        attention = List.copyOf(attention);
        if (hidden < 1 || feedForward < 1 || attention.isEmpty()) {
            throw new IllegalArgumentException(
                    "A stack of %d layers with %d channels and %d in the feed-forward network cannot hold anything. Check num_hidden_layers, hidden_size and intermediate_size."
                            .formatted(attention.size(), hidden, feedForward));
        }
    }

    /** Number of blocks. */
    public int layers() {
        return attention.size();
    }

    /** The same with full attention in every block. */
    public StackConfig withFullAttention() {
        return new StackConfig(
                hidden,
                heads,
                feedForward,
                activation,
                norm,
                place,
                finalNorm,
                attention.stream().map(a -> AttentionSpec.full(heads.size())).toList(),
                cross,
                0,
                normedLastState);
    }

    public static Builder of(int hidden, Heads heads, int feedForward) {
        return new Builder(hidden, heads, feedForward);
    }

    /** Names the choices that differ between families; each has a default. */
    public static final class Builder {
        private final int hidden;
        private final Heads heads;
        private final int feedForward;
        private Activation activation = Activation.GELU;
        private NormSpec norm = NormSpec.layer(1e-5);
        private NormPlace place = NormPlace.PRE;
        private boolean finalNorm = true;
        private List<AttentionSpec> attention = List.of();
        private Optional<AttentionSpec> cross = Optional.empty();
        private int fullUpTo;
        private boolean normedLastState = true;

        private Builder(int hidden, Heads heads, int feedForward) {
            this.hidden = hidden;
            this.heads = heads;
            this.feedForward = feedForward;
        }

        public Builder activation(String name) {
            activation = Activation.of(name);
            return this;
        }

        public Builder norm(NormSpec spec) {
            norm = spec;
            return this;
        }

        /** Norms before each sublayer and one at the end. */
        public Builder preNorm() {
            place = NormPlace.PRE;
            finalNorm = true;
            return this;
        }

        /** Norms after each sum and none at the end. */
        public Builder postNorm() {
            place = NormPlace.POST;
            finalNorm = false;
            return this;
        }

        public Builder withoutFinalNorm() {
            finalNorm = false;
            return this;
        }

        /** The same attention in every block. */
        public Builder attention(int layers, AttentionSpec spec) {
            return attention(java.util.Collections.nCopies(layers, spec));
        }

        public Builder attention(List<AttentionSpec> byLayer) {
            attention = byLayer;
            return this;
        }

        public Builder cross(AttentionSpec spec) {
            cross = Optional.of(spec);
            return this;
        }

        public Builder fullUpTo(int tokens) {
            fullUpTo = tokens;
            return this;
        }

        /** The reference gives the last hidden state before the final norm. */
        public Builder bareLastState() {
            normedLastState = false;
            return this;
        }

        public StackConfig build() {
            return new StackConfig(
                    hidden,
                    heads,
                    feedForward,
                    activation,
                    norm,
                    place,
                    finalNorm,
                    attention,
                    cross,
                    fullUpTo,
                    normedLastState);
        }
    }
}
