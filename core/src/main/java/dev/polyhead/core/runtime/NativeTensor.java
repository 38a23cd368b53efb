package dev.polyhead.core.runtime;

import ai.onnxruntime.OnnxTensor;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A tensor over a pooled buffer that stays in place between runs: handed in as an input, or as the place for an output,
 * or as both at once, which is how a cache grows without being copied. Owned by whoever made it, and closed by them.
 */
public final class NativeTensor implements AutoCloseable {
    private final ElementType type;
    private final long[] shape;
    private final ByteBuffer memory;
    private final boolean owner;
    private final OnnxTensor tensor;
    private boolean closed;

    private NativeTensor(ElementType type, long[] shape, ByteBuffer memory, boolean owner) {
        this.type = type;
        this.shape = shape;
        this.memory = memory;
        this.owner = owner;
        this.tensor = Runtime.tensor(type, bytes().slice().order(ByteOrder.nativeOrder()), shape);
    }

    /** A tensor in memory of its own; what it holds at first is undefined. */
    public static NativeTensor allocate(ElementType type, long... shape) {
        long bytes = Math.max(1, Shape.size(shape) * type.bytes());
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "A cache of %s needs %d bytes, and one buffer holds at most 2 GiB. Ask for fewer rows or tokens."
                            .formatted(java.util.Arrays.toString(shape), bytes));
        }
        return new NativeTensor(type, shape.clone(), DirectBuffers.take((int) bytes), true);
    }

    /** The first numbers of the same memory under another shape. */
    public NativeTensor view(long... newShape) {
        return new NativeTensor(type, newShape.clone(), memory, false);
    }

    /** One item of the first dimension, in the same memory; the first dimension of the view is 1. */
    public NativeTensor item(int index) {
        long[] one = shape.clone();
        one[0] = 1;
        int bytes = Math.toIntExact(Shape.size(one) * type.bytes());
        ByteBuffer part = memory.slice(index * bytes, bytes).order(ByteOrder.nativeOrder());
        return new NativeTensor(type, one, part, false);
    }

    /** The memory, in native order. */
    public ByteBuffer bytes() {
        return memory.duplicate()
                .clear()
                .limit(Math.toIntExact(Shape.size(shape) * type.bytes()))
                .order(ByteOrder.nativeOrder());
    }

    public ElementType type() {
        return type;
    }

    public long[] shape() {
        return shape.clone();
    }

    OnnxTensor tensor() {
        return tensor;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            tensor.close();
            if (owner) {
                DirectBuffers.giveBack(memory);
            }
        }
    }
}
