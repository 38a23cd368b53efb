package dev.polyhead.core.attention;

import dev.polyhead.core.onnx.Attributes;
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
        if (asked.cache().isPresent()) {
            throw new IllegalStateException("Block-sparse attention looks ahead and keeps no cache; take Softmax.");
        }
        if (asked.where().weights()) {
            return composed(asked);
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

        Value innerKey = blocks.heads(seenBlocks(g, blocks, key, random, pattern, channels), heads);
        Value innerValue = blocks.heads(seenBlocks(g, blocks, value, random, pattern, channels), heads);
        Value innerReal = g.once("seen blocks " + real.name(), () -> seenOnce(g, blocks, real, random, pattern));
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
        return Attended.of(asked.onlyReal(blocks.join(mixed, channels)));
    }

    /** The formula with every pair held: a key that is seen {@code n} times scores {@code log n} more. */
    private Attended composed(Asked asked) {
        GraphBuilder g = asked.parameters().g();
        g.decide("attention: composed softmax over blocks");
        Heads heads = asked.heads();
        Value times = times(g, asked); // [query, key]
        Value query = heads.split(g, asked.query(), heads.count());
        Value key = heads.split(g, asked.key(), heads.count());
        Value scores = g.mul(g.matMul(query, g.transpose(key, 0, 1, 3, 2)), g.scalar(scale));
        scores = g.add(scores, g.op("Log", g.op("Max", times, g.scalar(1))));
        scores = Softmax.hide(g, scores, Optional.of(g.op("Greater", times, g.scalar(0))));
        scores = Softmax.hide(g, scores, asked.where().real().map(real -> g.unsqueeze(real, 1, 2)));
        Value weights = g.softmax(scores); // [batch, heads, query, key]
        Value mixed = heads.join(g, g.matMul(weights, heads.split(g, asked.value(), heads.count())));
        return new Attended(asked.onlyReal(mixed), Optional.of(weights));
    }

    /** How often each query sees each key, floats {@code [query, key]}. */
    private static Value times(GraphBuilder g, Asked asked) {
        AttentionPattern.BlockSparse pattern =
                (AttentionPattern.BlockSparse) asked.spec().pattern();
        Value count = Blocks.of(g, asked.query(), pattern.block()).count();
        Value last = g.sub(count, g.ints(1));
        Value query = g.unsqueeze(g.range(count), 1);
        Value key = g.unsqueeze(g.range(count), 0);
        Value near = g.op("LessOrEqual", g.op("Abs", g.sub(query, key)), g.integer(1));
        Value edge = g.op("Or", isEdge(g, query, last), isEdge(g, key, last));
        Value seen = g.cast(g.op("Or", near, edge), ElementType.F32);
        Value random = pattern.plan().indices(g, count, pattern.random()); // [count - 2, slots]
        Value drawn = g.cast(g.op("Equal", g.unsqueeze(random, 2), g.range(count)), ElementType.F32);
        Value inner = g.op("ReduceSum", Attributes.with("keepdims", 0), drawn, g.ints(1));
        Value every = g.slice(g.op("Pad", inner, g.ints(1, 0, 1, 0)), g.ints(0), count, 0);
        Value block = g.div(g.range(g.dimension(asked.query(), 1)), g.integer(pattern.block()));
        return g.gather(g.gather(g.add(seen, every), block, 0), block, 1);
    }

    private static Value isEdge(GraphBuilder g, Value block, Value last) {
        return g.op("Or", g.op("Equal", block, g.integer(0)), g.op("Equal", block, last));
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
    private static Value seenBlocks(
            GraphBuilder g, Blocks blocks, Value x, Value random, AttentionPattern.BlockSparse pattern, int channels) {
        List<Value> parts = slots(g, blocks, x, random, pattern.random(), g.ints(1, 1, pattern.block(), channels));
        if (pattern.random() > 0) {
            Value sparse = parts.remove(parts.size() - 1);
            parts.add(g.reshape(sparse, 0, 0, (long) pattern.random() * pattern.block(), channels));
        }
        return g.concat(2, parts.toArray(Value[]::new));
    }

    /**
     * Which of their keys count: real ones, and the first and the last block only once where they are neighbours too.
     *
     * @return floats {@code [batch, count - 2, slots * size]}
     */
    private static Value seenOnce(
            GraphBuilder g, Blocks blocks, Value real, Value random, AttentionPattern.BlockSparse pattern) {
        List<Value> parts = slots(g, blocks, real, random, pattern.random(), g.ints(1, 1, pattern.block()));
        Value number = g.range(blocks.inner());
        Value second = g.cast(g.op("Greater", number, g.integer(0)), ElementType.F32);
        Value beforeLast = g.cast(g.op("Less", number, g.sub(blocks.count(), g.ints(3))), ElementType.F32);
        parts.set(0, g.mul(parts.get(0), g.unsqueeze(second, 0, 2)));
        parts.set(3, g.mul(parts.get(3), g.unsqueeze(beforeLast, 0, 2)));
        if (pattern.random() > 0) {
            Value sparse = parts.remove(parts.size() - 1);
            parts.add(g.reshape(sparse, 0, 0, (long) pattern.random() * pattern.block()));
        }
        return g.concat(2, parts.toArray(Value[]::new));
    }

    /** First, before, own, after, last, and the random ones with a dimension of their own. */
    private static List<Value> slots(GraphBuilder g, Blocks blocks, Value x, Value random, int slots, Value one) {
        Value count = blocks.count();
        Value inside = blocks.inner();
        Value repeat = g.concat(0, g.ints(1), inside, g.slice(one, g.ints(2), g.dimension(one, 0), 0));
        List<Value> parts = new ArrayList<>();
        parts.add(g.op("Expand", g.slice(x, g.ints(0), g.ints(1), 1), repeat));
        parts.add(g.slice(x, g.ints(0), inside, 1));
        parts.add(inner(g, blocks, x));
        parts.add(g.slice(x, g.ints(2), count, 1));
        parts.add(g.op("Expand", last(g, blocks, x), repeat));
        if (slots > 0) {
            parts.add(g.gather(x, random, 1)); // [batch, count - 2, slots, size, …]
        }
        return parts;
    }
}
