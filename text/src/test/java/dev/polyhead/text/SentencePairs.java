package dev.polyhead.text;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pairs of sentences of STS-B.
 *
 * @param texts the two of each pair side by side
 * @param scores how close people found them
 */
record SentencePairs(List<String> texts, List<Double> scores) {
    static SentencePairs read(Path file) throws IOException {
        List<String> texts = new ArrayList<>();
        List<Double> scores = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            List<String> fields = fields(line);
            texts.add(fields.get(0));
            texts.add(fields.get(1));
            scores.add(Double.parseDouble(fields.get(2)));
        }
        assertTrue(scores.size() > 1000, "pairs of " + file);
        return new SentencePairs(texts, scores);
    }

    /** Spearman's correlation of people's scores and the cosines of the texts' vectors. */
    double agreement(List<float[]> vectors) {
        double[] cosines = IntStream.range(0, scores.size())
                .mapToDouble(i -> TextEmbedder.cosine(vectors.get(2 * i), vectors.get(2 * i + 1)))
                .toArray();
        return spearman(scores.stream().mapToDouble(Double::doubleValue).toArray(), cosines);
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    /** Correlation of ranks, equal values sharing the mean of theirs. */
    private static double spearman(double[] a, double[] b) {
        double[] x = ranks(a);
        double[] y = ranks(b);
        double mean = (x.length + 1) / 2.0;
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - mean) * (y[i] - mean);
            xx += (x[i] - mean) * (x[i] - mean);
            yy += (y[i] - mean) * (y[i] - mean);
        }
        return xy / Math.sqrt(xx * yy);
    }

    private static double[] ranks(double[] values) {
        Integer[] order = IntStream.range(0, values.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
        double[] ranks = new double[values.length];
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + to + 1) / 2.0;
            }
            from = to;
        }
        return ranks;
    }
}
