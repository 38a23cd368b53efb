package dev.polyhead.core.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Numbers with a shape, row-major, in native byte order.
 *
 * <p>The buffer is direct, so that the runtime reads it in place; a tensor never changes what it holds, but does not
 * keep the owner of a wrapped buffer from doing so.
 */
public final class Tensor {
    private final ElementType type;
    private final long[] shape;
    private final ByteBuffer bytes;

    private Tensor(ElementType type, ByteBuffer bytes, long[] shape) {
        this.type = type;
        this.shape = shape;
        this.bytes = bytes;
    }

    /** Copies floats into a tensor. */
    public static Tensor of(float[] values, long... shape) {
        Tensor tensor = allocate(ElementType.F32, values.length, shape);
        tensor.bytes.asFloatBuffer().put(values);
        return tensor;
    }

    /** Copies longs into a tensor. */
    public static Tensor of(long[] values, long... shape) {
        Tensor tensor = allocate(ElementType.I64, values.length, shape);
        tensor.bytes.asLongBuffer().put(values);
        return tensor;
    }

    /** Copies ints into a tensor of type {@code I32}. */
    public static Tensor of(int[] values, long... shape) {
        Tensor tensor = allocate(ElementType.I32, values.length, shape);
        tensor.bytes.asIntBuffer().put(values);
        return tensor;
    }

    /** A tensor of zeros. */
    public static Tensor zeros(ElementType type, long... shape) {
        return allocate(type, Shape.size(shape), shape);
    }

    /**
     * A tensor over a buffer that somebody else owns.
     *
     * @param bytes from its position to its limit exactly the tensor's numbers, in native order
     */
    public static Tensor wrap(ElementType type, ByteBuffer bytes, long... shape) {
        if (bytes.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException("The buffer must be in native byte order, not " + bytes.order());
        }
        checkSize(bytes.remaining(), type, shape);
        return new Tensor(type, bytes.slice().order(ByteOrder.nativeOrder()), shape.clone());
    }

    private static Tensor allocate(ElementType type, long values, long[] shape) {
        checkSize(values * type.bytes(), type, shape);
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(values * type.bytes()))
                .order(ByteOrder.nativeOrder());
        return new Tensor(type, bytes, shape.clone());
    }

    private static void checkSize(long bytes, ElementType type, long[] shape) {
        if (Shape.size(shape) * type.bytes() != bytes) {
            throw new IllegalArgumentException("A tensor %s of %s needs %d bytes, not %d."
                    .formatted(Arrays.toString(shape), type, Shape.size(shape) * type.bytes(), bytes));
        }
    }

    public ElementType type() {
        return type;
    }

    /** Sizes of the dimensions, outermost first. */
    public long[] shape() {
        return shape.clone();
    }

    /** Size of one dimension; negative counts from the last. */
    public int dimension(int index) {
        return Math.toIntExact(shape[index < 0 ? shape.length + index : index]);
    }

    /** How many numbers there are. */
    public long size() {
        return Shape.size(shape);
    }

    /** The same numbers under another shape. */
    public Tensor reshape(long... newShape) {
        checkSize(bytes.capacity(), type, newShape);
        return new Tensor(type, bytes, newShape.clone());
    }

    /** One item of the first dimension, over the same memory; the first dimension of the view is 1. */
    public Tensor item(int index) {
        long[] one = shape.clone();
        one[0] = 1;
        int size = Math.toIntExact(Shape.size(one) * type.bytes());
        return wrap(type, bytes.slice(index * size, size).order(ByteOrder.nativeOrder()), one);
    }

    /** The numbers' bytes, in native order, from the first to the last; the caller must not write. */
    public ByteBuffer bytes() {
        return bytes.duplicate().clear().order(ByteOrder.nativeOrder());
    }

    /**
     * The floats in place.
     *
     * @throws IllegalStateException if the numbers are not F32
     */
    public FloatBuffer floatBuffer() {
        if (type != ElementType.F32) {
            throw new IllegalStateException("These numbers are " + type + ", not F32");
        }
        return bytes().asFloatBuffer();
    }

    /** A copy of the numbers as floats, whatever they are stored as. */
    public float[] floats() {
        int size = Math.toIntExact(size());
        float[] values = new float[size];
        ByteBuffer in = bytes();
        switch (type) {
            case F32 -> in.asFloatBuffer().get(values);
            case F64 -> fill(values, i -> (float) in.getDouble(8 * i));
            case F16 -> fill(values, i -> Half.toFloat(in.getShort(2 * i)));
            case BF16 -> fill(values, i -> Float.intBitsToFloat(in.getShort(2 * i) << 16));
            case I64 -> fill(values, i -> (float) in.getLong(8 * i));
            case I32 -> fill(values, i -> (float) in.getInt(4 * i));
            case I16 -> fill(values, i -> (float) in.getShort(2 * i));
            case I8 -> fill(values, i -> (float) in.get(i));
            case U8, BOOL -> fill(values, i -> (float) (in.get(i) & 0xff));
        }
        return values;
    }

    /**
     * A copy of the numbers as longs.
     *
     * @throws IllegalStateException if they are floating point
     */
    public long[] longs() {
        if (type.isFloat()) {
            throw new IllegalStateException("These numbers are " + type + ", not whole");
        }
        long[] values = new long[Math.toIntExact(size())];
        ByteBuffer in = bytes();
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case I64 -> in.getLong(8 * i);
                case I32 -> in.getInt(4 * i);
                case I16 -> in.getShort(2 * i);
                case I8 -> in.get(i);
                default -> in.get(i) & 0xff;
            };
        }
        return values;
    }

    private interface ReadFloat {
        float at(int index);
    }

    private static void fill(float[] values, ReadFloat read) {
        for (int i = 0; i < values.length; i++) {
            values[i] = read.at(i);
        }
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }
}
