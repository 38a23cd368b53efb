package dev.polyhead.media.image;

import java.util.function.DoubleUnaryOperator;

/**
 * How a picture changes its size: Pillow's filters with Pillow's arithmetic. Two passes, first along rows, then along
 * columns, or the other way round for tall pictures; weights are computed in double precision and rounded to 22 binary places; every pass rounds to 8 bits
 * ({@code libImaging/Resample.c}).
 */
public enum Resampling {
    /** The nearest pixel. */
    NEAREST(0, 0, x -> 0),
    /** Lanczos, three lobes. */
    LANCZOS(1, 3, x -> x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0),
    /** Linear. */
    BILINEAR(2, 1, x -> Math.max(0, 1 - Math.abs(x))),
    /** Keys' cubic with a = -0.5. */
    BICUBIC(3, 2, Resampling::cubic),
    /** Every pixel of the source that falls into a target pixel counts the same. */
    BOX(4, 0.5, x -> x > -0.5 && x <= 0.5 ? 1 : 0),
    /** Hamming's window. */
    HAMMING(5, 1, Resampling::hamming);

    private static final int PRECISION = 32 - 8 - 2;

    private final int number;
    private final double support;
    private final DoubleUnaryOperator filter;

    Resampling(int number, double support, DoubleUnaryOperator filter) {
        this.number = number;
        this.support = support;
        this.filter = filter;
    }

    /**
     * The filter under Pillow's number, as {@code resample} of a {@code preprocessor_config.json} has it.
     *
     * @throws IllegalArgumentException if no filter has that number
     */
    public static Resampling of(int number) {
        for (Resampling resampling : values()) {
            if (resampling.number == number) {
                return resampling;
            }
        }
        throw new IllegalArgumentException(
                "No resampling filter has the number %d. Known are 0 nearest, 1 Lanczos, 2 bilinear, 3 bicubic, 4 box, 5 Hamming."
                        .formatted(number));
    }

    ImagePixels resize(ImagePixels image, int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "A picture of %d x %d pixels cannot be made. Ask for at least 1 x 1.".formatted(width, height));
        }
        if (width == image.width() && height == image.height()) {
            return image;
        }
        if (this == NEAREST) {
            return nearest(image, width, height);
        }
        ResampleWeights across = weights(image.width(), width);
        ResampleWeights down = weights(image.height(), height);
        return passes(image, across, down, isTall(image, width, height));
    }

    /**
     * A part of the resized picture: what {@code resize} and {@code crop} give, without computing the rest.
     *
     * @param left first column of the part, in the resized picture; the part must lie inside
     */
    ImagePixels resizedPart(
            ImagePixels image, int width, int height, int left, int top, int partWidth, int partHeight) {
        boolean oneDirection = width == image.width() || height == image.height();
        if (this == NEAREST || oneDirection) {
            return resize(image, width, height).crop(left, top, partWidth, partHeight);
        }
        ResampleWeights across = weights(image.width(), width).part(left, partWidth);
        ResampleWeights down = weights(image.height(), height).part(top, partHeight);
        return passes(image, across, down, isTall(image, width, height));
    }

    private ImagePixels passes(ImagePixels image, ResampleWeights across, ResampleWeights down, boolean tall) {
        if (tall) {
            ImagePixels lower = new ResamplePasses(image, weights(image.width(), image.width()), down).run();
            return new ResamplePasses(lower, across, weights(down.out, down.out)).run();
        }
        return new ResamplePasses(image, across, down).run();
    }

    /** Where much more goes from the height than from the width, columns come first, as from Pillow 13 on. */
    private static boolean isTall(ImagePixels image, int width, int height) {
        return height < image.height() && image.height() - height > 2 * (image.width() - width);
    }

    private static ImagePixels nearest(ImagePixels image, int width, int height) {
        byte[] in = image.rgb();
        byte[] out = new byte[Math.toIntExact(3L * width * height)];
        // Steps are added up, not multiplied, because that is how the rounding falls in Pillow.
        int[] columns = steps(image.width(), width);
        int[] rows = steps(image.height(), height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                System.arraycopy(in, 3 * (rows[y] * image.width() + columns[x]), out, 3 * (y * width + x), 3);
            }
        }
        return new ImagePixels(width, height, out);
    }

    private static int[] steps(int in, int out) {
        double step = (double) in / out;
        double at = step * 0.5;
        int[] nearest = new int[out];
        for (int i = 0; i < out; i++, at += step) {
            nearest[i] = Math.min(in - 1, (int) at);
        }
        return nearest;
    }

    private ResampleWeights weights(int in, int out) {
        double scale = (double) in / out;
        double filterScale = Math.max(scale, 1);
        double reach = support * filterScale;
        int taps = ResampleWeights.roundedUp((int) Math.ceil(reach) * 2 + 1);
        int[] first = new int[out];
        int[] count = new int[out];
        int[] fixed = new int[out * taps];
        double[] weights = new double[taps];
        for (int x = 0; x < out; x++) {
            double centre = (x + 0.5) * scale;
            int min = Math.max(0, (int) (centre - reach + 0.5));
            int max = Math.min(in, (int) (centre + reach + 0.5));
            double sum = 0;
            for (int i = 0; i < max - min; i++) {
                weights[i] = filter.applyAsDouble((i + min - centre + 0.5) * (1 / filterScale));
                sum += weights[i];
            }
            for (int i = 0; i < max - min; i++) {
                double weight = sum == 0 ? weights[i] : weights[i] / sum;
                fixed[x * taps + i] = (int) ((weight < 0 ? -0.5 : 0.5) + weight * (1 << PRECISION));
            }
            first[x] = min;
            count[x] = max - min;
        }
        return new ResampleWeights(in, out, taps, first, count, fixed);
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
    }

    private static double cubic(double value) {
        double a = -0.5;
        double x = Math.abs(value);
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }

    private static double hamming(double value) {
        double x = Math.abs(value);
        if (x == 0) {
            return 1;
        }
        if (x >= 1) {
            return 0;
        }
        double angle = x * Math.PI;
        return Math.sin(angle) / angle * (0.54f + 0.46f * Math.cos(angle));
    }
}
