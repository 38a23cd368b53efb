package dev.polyhead.core.model;

import dev.polyhead.core.layer.FeedForward;
import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.transformer.StackConfig;
import java.util.Optional;

/**
 * A learned query that attends to every token, and a feed-forward network over what it saw. The projections of query, key
 * and value lie in one tensor, as PyTorch's {@code MultiheadAttention} keeps them.
 *
 * @param name of the layer
 * @param config of the tokens' stack, whose sizes it shares
 */
record ProbeGraph(Parameters root, String name, StackConfig config) {
    /**
     * What the query makes of the tokens.
     *
     * @param tokens {@code [batch, seq, hidden]}
     * @return {@code [batch, hidden]}
     */
    Value apply(Value tokens) {
        GraphBuilder g = root.g();
        int hidden = config.hidden();
        Value query = heads(part(root.vector(name + ".probe", 1, 1, hidden), 0)); // [1, heads, 1, head]
        Value key = heads(part(tokens, 1)); // [batch, heads, seq, head]
        Value value = heads(part(tokens, 2));
        double scale = 1 / Math.sqrt(config.heads().size());
        Value scores = g.mul(g.matMul(query, g.transpose(key, 0, 1, 3, 2)), g.scalar(scale));
        Value seen = g.matMul(g.softmax(scores), value); // [batch, heads, 1, head]
        Value joined = root.linear(name + ".attention.out_proj", hidden, hidden, true)
                .apply(g.reshape(seen, 0, hidden)); // [batch, hidden]
        FeedForward network = new FeedForward(
                g,
                root.linear(name + ".mlp.fc1", hidden, config.feedForward(), true),
                Optional.empty(),
                root.linear(name + ".mlp.fc2", config.feedForward(), hidden, true),
                config.activation());
        Value normed = root.norm(name + ".layernorm", config.norm(), hidden).apply(joined);
        return g.add(joined, network.apply(normed));
    }

    /** The {@code third} of the packed projection: 0 for the query, 1 for keys, 2 for values. */
    private Value part(Value x, int third) {
        GraphBuilder g = root.g();
        int hidden = config.hidden();
        Value from = g.ints((long) third * hidden);
        Value to = g.ints((third + 1L) * hidden);
        Value weight = g.slice(root.vector(name + ".attention.in_proj_weight", 3L * hidden, hidden), from, to, 0);
        Value bias = g.slice(root.vector(name + ".attention.in_proj_bias", 3L * hidden), from, to, 0);
        return g.add(g.fused("FusedMatMul", Attributes.with("transB", 1), x, weight), bias);
    }

    private Value heads(Value x) {
        GraphBuilder g = root.g();
        int count = config.heads().count();
        return g.transpose(g.reshape(x, 0, -1, count, config.heads().size()), 0, 2, 1, 3);
    }
}
