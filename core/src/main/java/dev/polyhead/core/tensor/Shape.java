package dev.polyhead.core.tensor;

import java.util.Arrays;

/** Arithmetic on the sizes of a tensor's dimensions. */
public final class Shape {
    private Shape() {}

    /**
     * Counts the numbers of a tensor.
     *
     * @throws IllegalArgumentException if a size is negative or the product exceeds a long
     */
    public static long size(long... shape) {
        long size = 1;
        for (long dimension : shape) {
            if (dimension < 0) {
                throw new IllegalArgumentException("A dimension cannot be negative: " + Arrays.toString(shape));
            }
            try {
                size = Math.multiplyExact(size, dimension);
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException("Too many numbers in a tensor of " + Arrays.toString(shape), e);
            }
        }
        return size;
    }
}
