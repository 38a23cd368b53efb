package dev.polyhead.core.attention;

import dev.polyhead.core.attention.AttentionKernel.Asked;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import java.util.Optional;

/**
 * The few tokens that everybody sees and that see everybody. Beltagy et al. 2020, section 3.1.
 *
 * @param flags which, bool {@code [batch, seq]}; never padding
 * @param index where they stand, int64 {@code [batch, most]}
 * @param valid which entries of {@code index} count, bool {@code [batch, most]}
 */
record GlobalTokens(GraphBuilder g, Value flags, Value index, Value valid) {
    static GlobalTokens of(GraphBuilder g, Value global, Optional<Value> real) {
        Value flags = real.map(r -> g.once("global " + global.name(), () -> g.op("And", global, r)))
                .orElse(global);
        Value numbers = g.once("global flags " + flags.name(), () -> g.cast(flags, ElementType.F32));
        Value most = g.once("global count " + flags.name(), () -> {
            Value sums = g.op("ReduceSum", Attributes.with("keepdims", 0), numbers, g.ints(1));
            Value largest = g.op("ReduceMax", Attributes.with("keepdims", 0), sums, g.ints(0));
            return g.reshape(g.op("Max", g.cast(largest, ElementType.I64), g.integer(1)), 1);
        });
        Value index = g.once("global index " + flags.name(), () -> {
            // Sorting by "how far from the end" keeps the order of the text.
            Value seq = g.dimension(flags, 1);
            Value rank = g.mul(numbers, g.cast(g.sub(seq, g.range(seq)), ElementType.F32));
            return g.split("TopK", 2, Attributes.with("axis", 1), rank, most).get(1);
        });
        Value valid = g.once("global valid " + flags.name(), () -> {
            Value picked = g.op("GatherElements", Attributes.with("axis", 1), numbers, index);
            return g.op("Greater", picked, g.scalar(0));
        });
        return new GlobalTokens(g, flags, index, valid);
    }

    /** Their rows of a sequence: {@code [batch, seq, channels] → [batch, most, channels]}. */
    Value rows(Value x) {
        return g.op("GatherND", Attributes.with("batch_dims", 1), x, g.unsqueeze(index, 2));
    }

    /**
     * What they themselves see, by their own projections.
     *
     * @return mixed {@code [batch, most, channels]}, and its weights {@code [batch, heads, most, key]}
     */
    Attended attend(Asked asked, double scale) {
        Heads heads = asked.heads();
        Value query = projected(asked, Slot.QUERY_GLOBAL, rows(asked.input()));
        Value key = projected(asked, Slot.KEY_GLOBAL, asked.input());
        Value value = projected(asked, Slot.VALUE_GLOBAL, asked.input());
        Value scores = g.mul(g.matMul(query, g.transpose(key, 0, 1, 3, 2)), g.scalar(scale));
        scores = Softmax.hide(g, scores, asked.where().real().map(r -> g.unsqueeze(r, 1, 2)));
        Value weights = g.softmax(scores);
        return new Attended(heads.join(g, g.matMul(weights, value)), Optional.of(weights));
    }

    private Value projected(Asked asked, Slot slot, Value x) {
        int channels = asked.heads().queryChannels();
        return asked.heads()
                .split(
                        g,
                        asked.parameters().linear(slot, channels, channels).apply(x),
                        asked.heads().count());
    }

    /**
     * Puts what they see in its place.
     *
     * @param local what the others see, {@code [batch, seq, channels]}
     */
    Value replace(Value local, Attended own) {
        return g.where(g.unsqueeze(flags, 2), g.matMul(place(), own.mixed()), local);
    }

    /** The same for the weights, {@code [batch, heads, query, key]}. */
    Value replaceWeights(Value local, Attended own) {
        Value spread = g.matMul(g.unsqueeze(place(), 1), own.weights().orElseThrow());
        return g.where(g.unsqueeze(flags, 1, 3), spread, local);
    }

    /** Which of them stands where: floats {@code [batch, seq, most]}. */
    private Value place() {
        return g.once("global places " + flags.name(), () -> {
            Value position = g.unsqueeze(g.range(g.dimension(flags, 1)), 0, 2);
            Value here = g.op("Equal", position, g.unsqueeze(index, 1)); // [batch, seq, most]
            return g.cast(g.op("And", here, g.unsqueeze(valid, 1)), ElementType.F32);
        });
    }
}
