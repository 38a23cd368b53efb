package dev.polyhead.core.transformer;

import dev.polyhead.core.layer.Activation;
import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A score for every label, of the whole input.
 *
 * @param token which token speaks for the whole
 * @param pooler what it goes through first (BERT)
 * @param dense another layer before the last (RoBERTa, DistilBERT, BART)
 * @param last the last layer
 */
public record SequenceClassifier(Token token, Optional<Pooler> pooler, Optional<Dense> dense, Last last)
        implements Head {
    /** Which token speaks for the whole. */
    public sealed interface Token {
        /** The first. */
        record First() implements Token {}

        /** The last that is not padding (GPT-2, Llama). */
        record LastReal(int padding) implements Token {}

        /** The last that is the end token (BART). */
        record End(int id) implements Token {}
    }

    /**
     * A layer with an activation.
     *
     * @param name of the layer
     * @param activation after it
     */
    public record Dense(String name, Activation activation) {}

    /**
     * The last layer.
     *
     * @param name of the layer
     * @param labels how many scores
     * @param bias whether it has a bias
     */
    public record Last(String name, int labels, boolean bias) {}

    /** The first token, straight to the labels. */
    public static SequenceClassifier ofFirst(String name, int labels) {
        return new SequenceClassifier(
                new Token.First(), Optional.empty(), Optional.empty(), new Last(name, labels, true));
    }

    @Override
    public List<String> outputs() {
        return List.of("logits");
    }

    @Override
    public int tokens() {
        return token instanceof Token.First ? 1 : 0;
    }

    @Override
    public Map<String, Value> apply(Parameters root, Parameters stack, Seen seen) {
        GraphBuilder g = root.g();
        Value x = pooler.isPresent() ? pooler.get().pooled(stack, seen) : speaker(g, seen);
        if (dense.isPresent()) {
            Value inner = root.linear(dense.get().name(), seen.hidden(), seen.hidden(), true)
                    .apply(x);
            x = dense.get().activation().apply(g, inner);
        }
        return Map.of(
                "logits",
                root.linear(last.name(), seen.hidden(), last.labels(), last.bias())
                        .apply(x));
    }

    private Value speaker(GraphBuilder g, Seen seen) {
        if (token instanceof Token.LastReal real) {
            return at(g, seen, g.op("Not", g.op("Equal", seen.input(), g.integer(real.padding()))));
        }
        if (token instanceof Token.End end) {
            return at(g, seen, g.op("Equal", seen.input(), g.integer(end.id())));
        }
        return g.gather(seen.last(), g.integer(0), 1);
    }

    /** The hidden state at the last place that is marked; {@code marked} is bool {@code [batch, seq]}. */
    private static Value at(GraphBuilder g, Seen seen, Value marked) {
        Value order = g.mul(g.cast(marked, ElementType.I64), g.range(g.dimension(seen.input(), 1)));
        Value place = g.op("ArgMax", Attributes.with("axis", 1).and("keepdims", 1), order); // [batch, 1]
        return g.op("GatherND", Attributes.with("batch_dims", 1), seen.last(), place);
    }
}
