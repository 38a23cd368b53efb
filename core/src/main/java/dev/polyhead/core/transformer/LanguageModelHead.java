package dev.polyhead.core.transformer;

import dev.polyhead.core.layer.Activation;
import dev.polyhead.core.layer.Linear;
import dev.polyhead.core.layer.NormSpec;
import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A score for every word.
 *
 * @param layer name of the last layer; absent if it is tied to the words' embedding
 * @param bias name of a bias over the words
 * @param scale factor on the hidden state
 * @param transform what comes before (BERT)
 */
public record LanguageModelHead(
        Optional<String> layer, Optional<Bias> bias, double scale, Optional<Transform> transform) implements Head {
    /**
     * A layer, its activation and a norm.
     *
     * @param layer name of the layer
     * @param activation after it
     * @param norm name of the norm
     * @param spec what the norm is
     */
    public record Transform(String layer, Activation activation, String norm, NormSpec spec) {}

    /**
     * A bias over the words.
     *
     * @param name of its tensor
     * @param shape as stored
     */
    public record Bias(String name, List<Integer> shape) {
        public static Bias row(String name, int vocabulary) {
            return new Bias(name, List.of(vocabulary));
        }
    }

    /**
     * Nothing but the last layer.
     *
     * @param layer its name; absent if it is tied to the words' embedding
     */
    public static LanguageModelHead plain(Optional<String> layer) {
        return new LanguageModelHead(layer, Optional.empty(), 1, Optional.empty());
    }

    @Override
    public List<String> outputs() {
        return List.of("logits");
    }

    @Override
    public Map<String, Value> apply(Parameters root, Parameters stack, Seen seen) {
        return Map.of("logits", logits(root, stack, seen));
    }

    /** Scores {@code [..., vocab]} of hidden states {@code [..., hidden]}. */
    Value logits(Parameters root, Parameters stack, Seen seen) {
        GraphBuilder g = root.g();
        Value x = seen.last();
        if (transform.isPresent()) {
            Transform t = transform.get();
            Value dense =
                    root.linear(t.layer(), seen.hidden(), seen.hidden(), true).apply(x);
            x = root.norm(t.norm(), t.spec(), seen.hidden())
                    .apply(t.activation().apply(g, dense));
        }
        if (scale != 1) {
            x = g.mul(x, g.scalar(scale));
        }
        Linear last = layer.map(name -> root.linear(name, seen.hidden(), seen.vocabulary(), false))
                .orElseGet(() -> stack.embedding(Slot.WORDS, seen.vocabulary(), seen.hidden())
                        .tied());
        Value logits = last.applyFinely(x);
        return bias.map(b -> g.add(
                        logits,
                        root.vector(
                                b.name(),
                                b.shape().stream().mapToLong(Integer::longValue).toArray())))
                .orElse(logits);
    }
}
