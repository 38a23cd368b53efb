package dev.polyhead.vision;

import java.util.List;

/**
 * Where a model looked: one number a patch.
 *
 * @param rows patches from top to bottom
 * @param columns patches from left to right
 * @param values row by row, 0 (least) to 1 (most)
 * @param layers how many layers of attention the model has
 * @param region which part of the upright picture the patches cover; the rest was cropped away
 */
public record HeatMap(int rows, int columns, List<Float> values, int layers, Region region) {
    /**
     * A part of a picture, in fractions of its width and height.
     *
     * @param left from the left edge
     * @param top from the top edge
     * @param width of the part
     * @param height of the part
     */
    public record Region(double left, double top, double width, double height) {}

    public HeatMap {
        values = List.copyOf(values);
        if (values.size() != rows * columns) {
            throw new IllegalArgumentException("A heat map of %d x %d patches needs %d values, not %d."
                    .formatted(rows, columns, rows * columns, values.size()));
        }
    }
}
