package dev.polyhead.core.attention;

import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Softmax over a sliding window, in time and memory linear in the sequence: queries in blocks as long as the window
 * reaches, each with the keys of its own and the two neighbouring blocks. Beltagy et al. 2020, section 3.2.
 *
 * @param scale factor on the scores
 */
public record BandedSoftmax(double scale) implements AttentionKernel {
    @Override
    public void check(AttentionPattern pattern, PositionScheme position) {
        if (!(pattern instanceof AttentionPattern.SlidingWindow)) {
            throw new IllegalArgumentException(
                    "The banded softmax computes a sliding window, not " + pattern + "; use Softmax.");
        }
        if (position.changesScores()) {
            throw new IllegalArgumentException(position + " needs every score, which the banded softmax never holds.");
        }
    }

    @Override
    public Attended mix(Asked asked) {
        GraphBuilder g = asked.parameters().g();
        Heads heads = asked.heads();
        Surroundings where = asked.where();
        if (asked.cache().isPresent()) {
            throw new IllegalStateException("A sliding window to both sides keeps no cache; take Softmax.");
        }
        Optional<GlobalTokens> global = where.global().map(flags -> GlobalTokens.of(g, flags, where.real()));
        if (where.weights()) {
            return composed(asked, global);
        }
        g.decide("attention: banded softmax in blocks, linear");
        int reach = reach(asked);
        int channels = heads.queryChannels();

        Blocks blocks = Blocks.of(g, asked.query(), reach);
        Value query = blocks.heads(blocks.cut(asked.query(), channels), heads); // [batch, count, heads, reach, head]
        Value key = blocks.heads(neighbours(g, blocks.cut(asked.key(), channels), 4), heads);
        Value value = blocks.heads(neighbours(g, blocks.cut(asked.value(), channels), 4), heads);
        Value scores = g.mul(g.matMul(query, g.transpose(key, 0, 1, 2, 4, 3)), g.scalar(scale));
        scores = Softmax.hide(g, scores, Optional.of(band(g, reach)));
        scores = Softmax.hide(g, scores, Optional.of(seen(g, blocks, asked, global)));

        Value mixed;
        if (global.isEmpty()) {
            mixed = g.matMul(g.softmax(scores), value);
        } else {
            mixed = withGlobalKeys(g, asked, global.get(), query, scores, value);
        }
        Value local = asked.onlyReal(blocks.join(mixed, channels));
        return Attended.of(global.map(tokens -> tokens.replace(local, tokens.attend(asked, scale)))
                .orElse(local));
    }

    private static int reach(Asked asked) {
        return ((AttentionPattern.SlidingWindow) asked.spec().pattern()).reach();
    }

    /** The formula with every pair held, where the weights themselves are wanted. */
    private Attended composed(Asked asked, Optional<GlobalTokens> global) {
        GraphBuilder g = asked.parameters().g();
        g.decide("attention: composed softmax over a window");
        Heads heads = asked.heads();
        Surroundings where = asked.where();
        Value query = heads.split(g, asked.query(), heads.count());
        Value key = heads.split(g, asked.key(), heads.count());
        Value scores = g.mul(g.matMul(query, g.transpose(key, 0, 1, 3, 2)), g.scalar(scale));
        Value near = asked.spec()
                .pattern()
                .allowed(g, g.unsqueeze(where.query(), 1, 3), g.unsqueeze(where.key(), 0, 1, 2))
                .orElseThrow();
        Value allowed = global.map(tokens -> g.op("Or", near, g.unsqueeze(tokens.flags(), 1, 2)))
                .orElse(near);
        scores = Softmax.hide(g, scores, Optional.of(allowed));
        scores = Softmax.hide(g, scores, where.real().map(real -> g.unsqueeze(real, 1, 2)));
        Value weights = g.softmax(scores); // [batch, heads, query, key]
        Value mixed = heads.join(g, g.matMul(weights, heads.split(g, asked.value(), heads.count())));
        Value local = asked.onlyReal(mixed);
        if (global.isEmpty()) {
            return new Attended(local, Optional.of(weights));
        }
        GlobalTokens tokens = global.get();
        Attended own = tokens.attend(asked, scale);
        return new Attended(tokens.replace(local, own), Optional.of(tokens.replaceWeights(weights, own)));
    }

    /** Keys that everybody sees stand before the window's in one softmax. */
    private Value withGlobalKeys(
            GraphBuilder g, Asked asked, GlobalTokens global, Value query, Value scores, Value value) {
        Heads heads = asked.heads();
        Value key = heads.split(g, global.rows(asked.key()), heads.count()); // [batch, heads, most, head]
        Value globalValue = heads.split(g, global.rows(asked.value()), heads.count());
        Value byBlock = g.unsqueeze(g.transpose(key, 0, 1, 3, 2), 1); // [batch, 1, heads, head, most]
        Value globalScores = g.mul(g.matMul(query, byBlock), g.scalar(scale));
        globalScores = Softmax.hide(g, globalScores, Optional.of(g.unsqueeze(global.valid(), 1, 2, 3)));
        Value weights = g.softmax(g.concat(4, globalScores, scores));
        Value most = g.dimension(global.index(), 1);
        Value whole = g.dimension(weights, 4);
        List<Value> parts =
                g.split("Split", 2, Attributes.with("axis", 4), weights, g.concat(0, most, g.sub(whole, most)));
        return g.add(g.matMul(parts.get(0), g.unsqueeze(globalValue, 1)), g.matMul(parts.get(1), value));
    }

    /** Each block with the one before and the one after: {@code [batch, count, 3 * size, …]}. */
    private static Value neighbours(GraphBuilder g, Value blocks, int rank) {
        long[] pads = new long[2 * rank];
        pads[1] = 1;
        pads[rank + 1] = 1;
        Value padded = g.op("Pad", blocks, g.constant(Tensor.of(pads, pads.length)));
        Value count = g.dimension(blocks, 1);
        return g.concat(
                2,
                g.slice(padded, g.ints(0), count, 1),
                blocks,
                g.slice(padded, g.ints(2), g.add(count, g.ints(2)), 1));
    }

    /** Which keys of the three blocks lie within reach, bool {@code [reach, 3 * reach]}. */
    private static Value band(GraphBuilder g, int reach) {
        return g.once("band " + reach, () -> {
            Value query = g.unsqueeze(g.range(g.ints(reach)), 1);
            Value key = g.unsqueeze(g.sub(g.range(g.ints(3L * reach)), g.integer(reach)), 0);
            return g.op("LessOrEqual", g.op("Abs", g.sub(key, query)), g.integer(reach));
        });
    }

    /** Which keys are real and not already among the global ones, bool {@code [batch, count, 1, 1, 3 * reach]}. */
    private static Value seen(GraphBuilder g, Blocks blocks, Asked asked, Optional<GlobalTokens> global) {
        return g.once(
                "banded keys " + blocks.size().name() + " " + asked.where().real() + global.isPresent(), () -> {
                    Value real = blocks.real(asked.where().real(), asked.query());
                    if (global.isPresent()) {
                        Value others =
                                blocks.real(Optional.of(g.op("Not", global.get().flags())), asked.query());
                        real = g.mul(real, others);
                    }
                    return g.unsqueeze(g.op("Greater", neighbours(g, real, 3), g.scalar(0)), 2, 3);
                });
    }
}
