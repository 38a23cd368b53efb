package dev.polyhead.media.image;

import java.nio.FloatBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How pictures become a model's numbers, as a checkpoint's {@code preprocessor_config.json} says: resize, crop, rescale,
 * normalise, in this order.
 *
 * @param resize {@code do_resize} with {@code size}; null for none
 * @param resampling {@code resample}
 * @param crop {@code do_center_crop} with {@code crop_size}; null for none
 * @param rescaleFactor {@code rescale_factor}, or 1 if {@code do_rescale} is false
 * @param mean {@code image_mean} of red, green and blue; zeros if {@code do_normalize} is false
 * @param deviation {@code image_std} likewise; ones if {@code do_normalize} is false
 */
public record ImagePreprocessor(
        @Nullable Size resize,
        Resampling resampling,
        @Nullable Size crop,
        double rescaleFactor,
        List<Double> mean,
        List<Double> deviation) {

    /**
     * A wanted size.
     *
     * @param height rows; 0 if only the shortest edge is given
     * @param width columns; 0 if only the shortest edge is given
     * @param shortestEdge pixels of the shorter edge, the other in proportion; 0 if height and width are given
     */
    public record Size(int height, int width, int shortestEdge) {
        public Size {
            boolean exact = height > 0 && width > 0 && shortestEdge == 0;
            boolean edge = height == 0 && width == 0 && shortestEdge > 0;
            if (!exact && !edge) {
                throw new IllegalArgumentException(
                        "A size of height %d, width %d and shortest edge %d cannot be made. Give height and width, or the shortest edge."
                                .formatted(height, width, shortestEdge));
            }
        }

        /** Exactly this many rows and columns. */
        public static Size of(int height, int width) {
            return new Size(height, width, 0);
        }

        /** The shorter edge gets this many pixels. */
        public static Size shortest(int edge) {
            return new Size(0, 0, edge);
        }
    }

    public ImagePreprocessor {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.size() != 3 || deviation.size() != 3) {
            throw new IllegalArgumentException(
                    "image_mean has %d and image_std %d numbers; both need 3, for red, green and blue."
                            .formatted(mean.size(), deviation.size()));
        }
        if (deviation.contains(0.0)) {
            throw new IllegalArgumentException("image_std holds 0, by which nothing can be divided.");
        }
        if (crop != null && crop.shortestEdge() > 0) {
            throw new IllegalArgumentException("crop_size needs height and width, not a shortest edge.");
        }
        if (crop == null && (resize == null || resize.shortestEdge() > 0)) {
            throw new IllegalArgumentException(
                    "Without a crop, size must give height and width: otherwise pictures would differ in size.");
        }
    }

    /** Rows of what the model sees. */
    public int height() {
        return target().height();
    }

    /** Columns of what the model sees. */
    public int width() {
        return target().width();
    }

    private Size target() {
        Size size = crop == null ? resize : crop;
        if (size == null) {
            throw new IllegalStateException("Neither a crop nor a size is given.");
        }
        return size;
    }

    /** The shortest edge of a picture that is of use: past it, more pixels only cost time. */
    public int enough() {
        return resize == null ? 0 : Math.max(resize.shortestEdge(), Math.max(resize.height(), resize.width()));
    }

    /** How many floats one picture gives: 3 x height x width. */
    public int floats() {
        return 3 * height() * width();
    }

    /** The picture as the model sees it, still in colours of 0 to 255. */
    public ImagePixels fit(ImagePixels image) {
        int width = image.width();
        int height = image.height();
        if (resize != null) {
            boolean wide = width > height;
            int edge = resize.shortestEdge();
            int w = edge == 0 ? resize.width() : wide ? (int) ((long) edge * width / height) : edge;
            int h = edge == 0 ? resize.height() : wide ? edge : (int) ((long) edge * height / width);
            width = w;
            height = h;
        }
        if (crop == null || width == crop.width() && height == crop.height()) {
            return image.resize(width, height, resampling);
        }
        int left = offset(width, crop.width());
        int top = offset(height, crop.height());
        if (left < 0 || top < 0) {
            return image.resize(width, height, resampling).crop(left, top, crop.width(), crop.height());
        }
        return resampling.resizedPart(image, width, height, left, top, crop.width(), crop.height());
    }

    /** Integer halves as the reference library takes them, also where the picture is smaller than the crop. */
    private static int offset(int size, int cut) {
        return size >= cut ? (size - cut) / 2 : -((cut - size + 1) / 2);
    }

    /**
     * Writes one picture's numbers, {@code [3, height, width]}, at the buffer's position.
     *
     * @param into at least {@link #floats()} remaining
     */
    public void write(ImagePixels image, FloatBuffer into) {
        byte[] rgb = fit(image).rgb();
        int pixels = height() * width();
        float[] plane = new float[pixels];
        for (int channel = 0; channel < 3; channel++) {
            float[] values = values(channel);
            for (int i = 0, from = channel; i < pixels; i++, from += 3) {
                plane[i] = values[rgb[from] & 0xff];
            }
            into.put(plane);
        }
    }

    /**
     * The numbers of several pictures.
     *
     * @return {@code [pictures, 3, height, width]}, row-major
     */
    public float[] apply(List<ImagePixels> images) {
        FloatBuffer all = FloatBuffer.allocate(Math.multiplyExact(images.size(), floats()));
        for (ImagePixels image : images) {
            write(image, all);
        }
        return all.array();
    }

    /** What each of the 256 values of a channel becomes: rescaled in double precision, normalised in single. */
    private float[] values(int channel) {
        float[] values = new float[256];
        float centre = mean.get(channel).floatValue();
        float spread = deviation.get(channel).floatValue();
        for (int i = 0; i < 256; i++) {
            values[i] = ((float) (i * rescaleFactor) - centre) / spread;
        }
        return values;
    }
}
