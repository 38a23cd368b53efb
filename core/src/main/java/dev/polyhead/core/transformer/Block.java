package dev.polyhead.core.transformer;

import dev.polyhead.core.attention.Attended;
import dev.polyhead.core.attention.AttentionSpec;
import dev.polyhead.core.attention.CacheSlot;
import dev.polyhead.core.attention.MultiHeadAttention;
import dev.polyhead.core.attention.Source;
import dev.polyhead.core.attention.Surroundings;
import dev.polyhead.core.layer.FeedForward;
import dev.polyhead.core.layer.Linear;
import dev.polyhead.core.layer.Norm;
import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.transformer.StackConfig.NormPlace;
import java.util.Optional;
import java.util.function.Function;

/**
 * Self-attention, in a decoder with an encoder cross-attention, and the feed-forward network, each added to the
 * residual. Vaswani et al. 2017, section 3.1.
 *
 * @param config the stack's sizes
 * @param parameters of this block
 */
record Block(StackConfig config, Parameters parameters) {
    /**
     * What a block's attentions looked at, where it was wanted.
     *
     * @param self {@code [batch, heads, query, key]}
     * @param cross {@code [batch, heads, query, source]}
     */
    record Looked(Optional<Value> self, Optional<Value> cross) {}

    Looked apply(
            Residual residual,
            Surroundings where,
            Optional<CacheSlot> cache,
            Optional<Source> source,
            Optional<Surroundings> across) {
        Attended[] self = new Attended[1];
        sublayer(residual, Slot.ATTENTION_NORM, x -> {
            self[0] = attention().self(parameters, x, where, cache);
            return self[0].mixed();
        });
        Optional<Value> crossWeights = Optional.empty();
        if (source.isPresent()) {
            MultiHeadAttention cross =
                    new MultiHeadAttention(config.cross().orElseThrow(), config.heads(), config.hidden());
            Attended[] crossed = new Attended[1];
            sublayer(residual, Slot.CROSS_NORM, x -> {
                crossed[0] = cross.cross(parameters, x, source.get(), across.orElseThrow());
                return crossed[0].mixed();
            });
            crossWeights = crossed[0].weights();
        }
        sublayer(residual, Slot.FEED_FORWARD_NORM, x -> feedForward().apply(x));
        return new Looked(self[0].weights(), crossWeights);
    }

    /**
     * An encoder's block for its first tokens alone: they ask all others, what becomes of those nobody sees.
     *
     * @param tokens how many go on
     */
    void applyToFirst(int tokens, Residual residual, Surroundings where) {
        sublayer(residual, Slot.ATTENTION_NORM, x -> {
            residual.keepFirst(tokens);
            Value asking = Residual.first(parameters.g(), x, tokens);
            return attention().some(parameters, asking, x, where).mixed();
        });
        sublayer(residual, Slot.FEED_FORWARD_NORM, x -> feedForward().apply(x));
    }

    private MultiHeadAttention attention() {
        AttentionSpec spec = config.attention().get(parameters.layer());
        return new MultiHeadAttention(spec, config.heads(), config.hidden());
    }

    private void sublayer(Residual residual, Slot slot, Function<Value, Value> compute) {
        Norm norm = parameters.norm(slot, config.norm(), config.hidden());
        if (config.place() == NormPlace.PRE) {
            residual.add(compute.apply(residual.normed(norm)));
        } else {
            residual.add(compute.apply(residual.value()));
            residual.replaceByNorm(norm);
        }
    }

    private FeedForward feedForward() {
        int hidden = config.hidden();
        int inner = config.feedForward();
        Optional<Linear> gate =
                parameters.has(Slot.GATE) ? Optional.of(parameters.linear(Slot.GATE, hidden, inner)) : Optional.empty();
        return new FeedForward(
                parameters.g(),
                parameters.linear(Slot.UP, hidden, inner),
                gate,
                parameters.linear(Slot.DOWN, inner, hidden),
                config.activation());
    }
}
