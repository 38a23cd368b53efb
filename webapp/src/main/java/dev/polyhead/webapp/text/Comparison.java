package dev.polyhead.webapp.text;

import dev.polyhead.text.TextEmbedder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * How close texts are to each other.
 *
 * @param texts in the order they were given
 * @param rows one a text, one cell a text
 * @param pairs every two different texts, closest first
 */
record Comparison(List<String> texts, List<List<Cell>> rows, List<Pair> pairs) {
    /**
     * Two texts.
     *
     * @param x column
     * @param y row
     * @param cosine from -1 to 1
     * @param colour of the value
     * @param light whether black can be read on it
     */
    record Cell(int x, int y, double cosine, String colour, boolean light) {
        /** The value for people. */
        public String value() {
            return Comparison.rounded(cosine);
        }
    }

    /** Two texts and how close they are. */
    record Pair(int first, int second, double cosine) {
        /** The value for people. */
        public String value() {
            return Comparison.rounded(cosine);
        }
    }

    static Comparison of(List<String> texts, List<float[]> vectors) {
        List<List<Cell>> rows = new ArrayList<>();
        List<Pair> pairs = new ArrayList<>();
        for (int y = 0; y < texts.size(); y++) {
            List<Cell> row = new ArrayList<>();
            for (int x = 0; x < texts.size(); x++) {
                double cosine = TextEmbedder.cosine(vectors.get(y), vectors.get(x));
                row.add(new Cell(x, y, cosine, Viridis.colour(cosine), Viridis.isLight(cosine)));
                if (x > y) {
                    pairs.add(new Pair(y, x, cosine));
                }
            }
            rows.add(row);
        }
        pairs.sort(Comparator.comparingDouble(pair -> -pair.cosine()));
        return new Comparison(texts, rows, pairs);
    }

    private static String rounded(double cosine) {
        return String.format(Locale.ROOT, "%.2f", cosine);
    }
}
