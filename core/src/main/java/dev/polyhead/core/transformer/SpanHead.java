package dev.polyhead.core.transformer;

import dev.polyhead.core.layer.Activation;
import dev.polyhead.core.layer.FeedForward;
import dev.polyhead.core.layer.NormSpec;
import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How well an answer begins and ends at each token.
 *
 * @param name of the layer
 * @param before what the hidden state goes through first (BigBird)
 * @param question whose tokens are no answer, but for the first token (BigBird)
 */
public record SpanHead(String name, Optional<Network> before, Optional<QuestionTokens> question) implements Head {
    /** What the reference takes from the logits of a question's tokens. */
    private static final float NO_ANSWER = 1e6f;

    /**
     * A block's feed-forward network: up, activation, down, and the norm over the sum with what came in.
     *
     * @param up name of the first layer
     * @param width its channels
     * @param activation after it
     * @param down name of the second layer
     * @param norm name of the norm
     * @param spec what the norm is
     */
    public record Network(String up, int width, Activation activation, String down, String norm, NormSpec spec) {
        private Value apply(Parameters root, Value x, int hidden) {
            GraphBuilder g = root.g();
            FeedForward network = new FeedForward(
                    g,
                    root.linear(up, hidden, width, true),
                    Optional.empty(),
                    root.linear(down, width, hidden, true),
                    activation);
            return root.norm(norm, spec, hidden).apply(g.add(network.apply(x), x));
        }
    }

    /** One layer over the hidden state. */
    public static SpanHead plain(String name) {
        return new SpanHead(name, Optional.empty(), Optional.empty());
    }

    @Override
    public List<String> outputs() {
        return List.of("start_logits", "end_logits");
    }

    @Override
    public Map<String, Value> apply(Parameters root, Parameters stack, Seen seen) {
        GraphBuilder g = root.g();
        Value x = before.map(network -> network.apply(root, seen.last(), seen.hidden()))
                .orElse(seen.last());
        Value both = root.linear(name, seen.hidden(), 2, true).apply(x); // [batch, seq, 2]
        if (question.isPresent()) {
            Value asked = question.get().marked(g, seen.input());
            Value behindFirst = g.op("Greater", g.range(g.dimension(seen.input(), 1)), g.integer(0));
            Value barred = g.cast(g.op("And", asked, behindFirst), ElementType.F32);
            both = g.op("Sub", both, g.mul(g.unsqueeze(barred, -1), g.scalar(NO_ANSWER)));
        }
        List<Value> parts = g.split("Split", 2, Attributes.with("axis", -1).and("num_outputs", 2), both);
        return Map.of(
                "start_logits", g.squeeze(parts.get(0), -1),
                "end_logits", g.squeeze(parts.get(1), -1));
    }
}
