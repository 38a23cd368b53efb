package dev.polyhead.vision;

import dev.polyhead.core.model.Model;
import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.media.image.ImagePreprocessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How attention flows from the answer back to the picture through all layers. Abnar and Zuidema 2020, section 3: the heads
 * of a layer are averaged, the residual connection counts as much as the attention, and the layers are multiplied.
 */
public final class AttentionRollout {
    private AttentionRollout() {}

    /**
     * Multiplies layers.
     *
     * @param layers attention weights {@code [1, heads, query, key]}, first layer first
     * @param last how many of them count, from the first; 0 for all
     * @return {@code [query][key]}: each row adds up to 1
     * @throws IllegalArgumentException if there are fewer layers than asked for
     */
    public static double[][] roll(List<Tensor> layers, int last) {
        if (last < 0 || last > layers.size()) {
            throw new IllegalArgumentException(
                    "Layer %d was asked for; the model has layers 1 to %d (0 for all).".formatted(last, layers.size()));
        }
        int tokens = layers.get(0).dimension(-1);
        double[][] flow = new double[tokens][tokens];
        for (int i = 0; i < tokens; i++) {
            flow[i][i] = 1;
        }
        for (Tensor layer : layers.subList(0, last == 0 ? layers.size() : last)) {
            flow = product(withResidual(layer, tokens), flow);
        }
        return flow;
    }

    private static double[][] withResidual(Tensor layer, int tokens) {
        int heads = layer.dimension(1);
        float[] weights = layer.floats();
        double[][] mixed = new double[tokens][tokens];
        for (int q = 0; q < tokens; q++) {
            double sum = 0;
            for (int k = 0; k < tokens; k++) {
                double mean = 0;
                for (int h = 0; h < heads; h++) {
                    mean += weights[(h * tokens + q) * tokens + k];
                }
                mixed[q][k] = mean / heads + (q == k ? 1 : 0);
                sum += mixed[q][k];
            }
            for (int k = 0; k < tokens; k++) {
                mixed[q][k] /= sum;
            }
        }
        return mixed;
    }

    private static double[][] product(double[][] a, double[][] b) {
        int n = a.length;
        double[][] c = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                double factor = a[i][k];
                for (int j = 0; j < n; j++) {
                    c[i][j] += factor * b[k][j];
                }
            }
        }
        return c;
    }

    /**
     * A picture's heat map.
     *
     * @param model takes {@code pixel_values} and gives attention weights
     * @param outputs what the names of its attention weights begin with, such as {@code attentions.}
     * @param lastLayer how far up the rollout goes, counted from 1; 0 for all layers
     */
    public static HeatMap of(
            Model model, String outputs, ImagePreprocessor preprocessor, ImagePixels image, int lastLayer) {
        Set<String> wanted = new TreeSet<>();
        model.outputs().stream().filter(name -> name.startsWith(outputs)).forEach(wanted::add);
        Map<String, Tensor> given =
                model.run(Map.of("pixel_values", PictureBatch.of(preprocessor, List.of(image))), wanted);
        List<Tensor> layers = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            layers.add(given.get(outputs + i));
        }
        int side = patchSize(model);
        int rows = preprocessor.height() / side;
        int columns = preprocessor.width() / side;
        double[] answer = roll(layers, lastLayer)[0];
        return new HeatMap(rows, columns, scaled(answer, rows * columns), layers.size(), region(preprocessor, image));
    }

    private static int patchSize(Model model) {
        return model.config().object("vision_config").orElse(model.config()).integer("patch_size");
    }

    /** The patches stand last; before them the class token, and in DeiT the teacher's token. */
    private static List<Float> scaled(double[] answer, int patches) {
        int first = answer.length - patches;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = first; i < answer.length; i++) {
            min = Math.min(min, answer[i]);
            max = Math.max(max, answer[i]);
        }
        List<Float> values = new ArrayList<>(patches);
        for (int i = first; i < answer.length; i++) {
            values.add(max > min ? (float) ((answer[i] - min) / (max - min)) : 0f);
        }
        return values;
    }

    private static HeatMap.Region region(ImagePreprocessor preprocessor, ImagePixels image) {
        ImagePreprocessor.Size resize = preprocessor.resize();
        ImagePreprocessor.Size crop = preprocessor.crop();
        if (crop == null) {
            return new HeatMap.Region(0, 0, 1, 1);
        }
        double resizedWidth = image.width();
        double resizedHeight = image.height();
        if (resize != null && resize.shortestEdge() > 0) {
            double scale = resize.shortestEdge() / (double) Math.min(image.width(), image.height());
            resizedWidth *= scale;
            resizedHeight *= scale;
        } else if (resize != null) {
            resizedWidth = resize.width();
            resizedHeight = resize.height();
        }
        double width = Math.min(1, crop.width() / resizedWidth);
        double height = Math.min(1, crop.height() / resizedHeight);
        return new HeatMap.Region((1 - width) / 2, (1 - height) / 2, width, height);
    }
}
