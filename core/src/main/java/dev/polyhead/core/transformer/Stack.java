package dev.polyhead.core.transformer;

import dev.polyhead.core.attention.CacheSlot;
import dev.polyhead.core.attention.MultiHeadAttention;
import dev.polyhead.core.attention.Source;
import dev.polyhead.core.attention.SourcePart;
import dev.polyhead.core.attention.Surroundings;
import dev.polyhead.core.checkpoint.Weights;
import dev.polyhead.core.layer.Arithmetic;
import dev.polyhead.core.layer.Names;
import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.onnx.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An encoder or a decoder: an input layer and blocks. What makes it one or the other is its attention's pattern and
 * whether there is an encoder to look at.
 *
 * @param input makes the first hidden states
 * @param config the blocks
 * @param names what its tensors are called
 * @param prefix what stands before those names in checkpoints that hold a head too; a checkpoint of the bare stack may
 *     lack it
 */
public record Stack(InputLayer input, StackConfig config, Names names, String prefix) {
    /**
     * What a stack gives.
     *
     * @param states hidden states where wanted: the input layer's, then one a block
     * @param last the last one, after the final norm
     * @param attentions self-attention weights by block, where wanted
     * @param crossAttentions cross-attention weights by block, where wanted
     */
    public record Result(List<Value> states, Value last, List<Value> attentions, List<Value> crossAttentions) {}

    /**
     * What of a result somebody looks at.
     *
     * @param states whether the hidden states between the blocks are wanted
     * @param tokens how many tokens of the last one, from the first on, are looked at; 0 for all
     */
    public record Wanted(boolean states, int tokens) {}

    /** The stack's part of a checkpoint. */
    public Parameters parameters(Parameters root) {
        Weights weights = root.weights();
        Parameters own = root.of(weights.hasScope(prefix) ? weights.scope(prefix) : weights, names);
        boolean pictures = input instanceof PatchInput && root.arithmetic() == Arithmetic.INT8;
        return pictures ? own.with(Arithmetic.INT8_PLAIN) : own;
    }

    public Stack withFullAttention() {
        return new Stack(input, config.withFullAttention(), names, prefix);
    }

    /**
     * Emits the stack.
     *
     * @param p the stack's parameters
     * @param caches one a block, or none
     * @param sources the encoder's keys and values, one a block, or none
     * @param across where those stand
     * @param wanted what of the result somebody looks at; of other tokens the last one may be missing
     */
    public Result apply(
            Parameters p,
            StackInputs inputs,
            Surroundings where,
            List<CacheSlot> caches,
            List<Source> sources,
            Optional<Surroundings> across,
            Wanted wanted) {
        Residual residual = new Residual(p.g(), input.embed(p, inputs, where.query(), config.hidden()));
        List<Value> states = new ArrayList<>();
        List<Value> attentions = new ArrayList<>();
        List<Value> crossAttentions = new ArrayList<>();
        boolean few = wanted.tokens() > 0 && lastLetsSomeAsk();
        for (int layer = 0; layer < config.layers(); layer++) {
            if (wanted.states()) {
                states.add(residual.value());
            }
            if (few && layer == config.layers() - 1) {
                new Block(config, p.at(layer)).applyToFirst(wanted.tokens(), residual, where);
                break;
            }
            Block.Looked looked = new Block(config, p.at(layer))
                    .apply(
                            residual,
                            where,
                            caches.isEmpty() ? Optional.empty() : Optional.of(caches.get(layer)),
                            sources.isEmpty() ? Optional.empty() : Optional.of(sources.get(layer)),
                            across);
            looked.self().ifPresent(attentions::add);
            looked.cross().ifPresent(crossAttentions::add);
        }
        boolean bare = wanted.states() && !config.normedLastState();
        if (bare) {
            states.add(residual.value());
        }
        Value last = config.finalNorm()
                ? residual.normed(p.norm(Slot.FINAL_NORM, config.norm(), config.hidden()))
                : residual.value();
        if (wanted.states() && !bare) {
            states.add(last);
        }
        return new Result(states, last, attentions, crossAttentions);
    }

    private boolean lastLetsSomeAsk() {
        return config.cross().isEmpty()
                && config.attention().get(config.layers() - 1).letsSomeAsk()
                && !names.has(Slot.QUERY_KEY_VALUE);
    }

    /** The tensors in which {@link #sources} go from the encoder's graph to this decoder's. */
    public List<SourcePart> sourceParts(Arithmetic arithmetic) {
        return IntStream.range(0, config.layers())
                .mapToObj(layer -> Source.parts(arithmetic, config.heads(), layer))
                .flatMap(List::stream)
                .toList();
    }

    /** Keys and values that this decoder's cross-attention will read. */
    public List<Source> sources(Parameters p, Value encoded) {
        MultiHeadAttention cross =
                new MultiHeadAttention(config.cross().orElseThrow(), config.heads(), config.hidden());
        List<Source> sources = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            sources.add(cross.source(p.at(layer), encoded));
        }
        return sources;
    }
}
