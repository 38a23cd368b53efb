package dev.polyhead.core.attention;

import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Softmax over blocks of keys: the first and the last block see everything; each other sees the first, its neighbours,
 * itself, the last and some random ones. A block that is seen twice counts twice. Linear in the sequence. Zaheer et al.
 * 2020, section 2 and appendix D.
 *
 * @param scale factor on the scores
 */
public record BlockSoftmax(double scale) implements AttentionKernel {
    @Override
    public void check(AttentionPattern pattern, PositionScheme position) {
        if (!(pattern instanceof AttentionPattern.BlockSparse)) {
            throw new IllegalArgumentException(
                    "The block softmax computes block-sparse attention, not " + pattern + "; use Softmax.");
        }
        if (position.changesScores()) {
            throw new IllegalArgumentException(position + " needs every score, which the block softmax never holds.");
        }
    }

    @Override
    public Attended mix(Asked asked) {
        GraphBuilder g = asked.parameters().g();
        if (asked.where().weights() || asked.cache().isPresent()) {
            throw new IllegalStateException("The block softmax holds no attention weights and no cache; take Softmax.");
        }
        g.decide("attention: block softmax, linear");
        AttentionPattern.BlockSparse pattern =
                (AttentionPattern.BlockSparse) asked.spec().pattern();
        Heads heads = asked.heads();
        int channels = heads.queryChannels();
        Blocks blocks = Blocks.of(g, asked.query(), pattern.block());
        Value query = blocks.cut(asked.query(), channels);
        Value key = blocks.cut(asked.key(), channels);
        Value value = blocks.cut(asked.value(), channels);
        Value real = blocks.real(asked.where().real(), asked.query()); // [batch, count, size]
        Value random = g.once(
                "random blocks " + blocks.count().name(),
                () -> pattern.plan().indices(g, blocks.count(), pattern.random()));

        Value innerKey = blocks.heads(seenBlocks(g, blocks, key, random, pattern.random(), channels), heads);
        Value innerValue = blocks.heads(seenBlocks(g, blocks, value, random, pattern.random(), channels), heads);
        Value innerReal =
                g.once("seen blocks " + real.name(), () -> seenOnce(g, blocks, real, random, pattern.random()));
        Value inner = attend(
                g, blocks.heads(inner(g, blocks, query), heads), innerKey, innerValue, g.unsqueeze(innerReal, 2, 3));

        Value whole = g.reshape(real, 0, 1, 1, 1, -1);
        Value wholeKey = blocks.heads(g.reshape(key, 0, 1, -1, channels), heads);
        Value wholeValue = blocks.heads(g.reshape(value, 0, 1, -1, channels), heads);
        Value firstQuery = blocks.heads(g.slice(query, g.ints(0), g.ints(1), 1), heads);
        Value lastQuery = blocks.heads(last(g, blocks, query), heads);
        Value mixed = g.concat(
                1,
                attend(g, firstQuery, wholeKey, wholeValue, whole),
                inner,
                attend(g, lastQuery, wholeKey, wholeValue, whole));
        Value joined = blocks.join(mixed, channels);
        return Attended.of(asked.where()
                .real()
                .map(r -> g.mul(joined, g.cast(g.unsqueeze(r, 2), ElementType.F32)))
                .orElse(joined));
    }

    private Value attend(GraphBuilder g, Value query, Value key, Value value, Value real) {
        Value scores = g.mul(g.matMul(query, g.transpose(key, 0, 1, 2, 4, 3)), g.scalar(scale));
        scores = Softmax.hide(g, scores, Optional.of(g.op("Greater", real, g.scalar(0))));
        return g.matMul(g.softmax(scores), value);
    }

    private static Value inner(GraphBuilder g, Blocks blocks, Value x) {
        return g.slice(x, g.ints(1), g.sub(blocks.count(), g.ints(1)), 1);
    }

    private static Value last(GraphBuilder g, Blocks blocks, Value x) {
        return g.slice(x, g.sub(blocks.count(), g.ints(1)), blocks.count(), 1);
    }

    /** The blocks that each inner block sees, one behind the other: {@code [batch, count - 2, slots * size, channels]}. */
    private static Value seenBlocks(GraphBuilder g, Blocks blocks, Value x, Value random, int slots, int channels) {
        List<Value> parts = slots(g, blocks, x, random, slots, g.ints(1, 1, blocks.size(), channels));
        Value sparse = parts.remove(parts.size() - 1);
        parts.add(g.reshape(sparse, 0, 0, (long) slots * blocks.size(), channels));
        return g.concat(2, parts.toArray(Value[]::new));
    }

    /**
     * Which of their keys count: real ones, and the first and the last block only once where they are neighbours too.
     *
     * @return floats {@code [batch, count - 2, slots * size]}
     */
    private static Value seenOnce(GraphBuilder g, Blocks blocks, Value real, Value random, int slots) {
        List<Value> parts = slots(g, blocks, real, random, slots, g.ints(1, 1, blocks.size()));
        Value number = g.range(g.sub(blocks.count(), g.ints(2)));
        Value second = g.cast(g.op("Greater", number, g.integer(0)), ElementType.F32);
        Value beforeLast = g.cast(g.op("Less", number, g.sub(blocks.count(), g.ints(3))), ElementType.F32);
        parts.set(0, g.mul(parts.get(0), g.unsqueeze(second, 0, 2)));
        parts.set(3, g.mul(parts.get(3), g.unsqueeze(beforeLast, 0, 2)));
        Value sparse = parts.remove(parts.size() - 1);
        parts.add(g.reshape(sparse, 0, 0, (long) slots * blocks.size()));
        return g.concat(2, parts.toArray(Value[]::new));
    }

    /** First, before, own, after, last, and the random ones with a dimension of their own. */
    private static List<Value> slots(GraphBuilder g, Blocks blocks, Value x, Value random, int slots, Value one) {
        Value count = blocks.count();
        Value inside = g.sub(count, g.ints(2));
        Value repeat = g.concat(0, g.ints(1), inside, g.slice(one, g.ints(2), g.dimension(one, 0), 0));
        List<Value> parts = new ArrayList<>();
        parts.add(g.op("Expand", g.slice(x, g.ints(0), g.ints(1), 1), repeat));
        parts.add(g.slice(x, g.ints(0), inside, 1));
        parts.add(inner(g, blocks, x));
        parts.add(g.slice(x, g.ints(2), count, 1));
        parts.add(g.op("Expand", last(g, blocks, x), repeat));
        if (slots > 0) {
            parts.add(g.gather(x, random, 1)); // [batch, count - 2, slots, size, …]
        } else {
            parts.add(g.unsqueeze(g.slice(inner(g, blocks, x), g.ints(0), g.ints(0), 2), 2));
        }
        return parts;
    }
}
