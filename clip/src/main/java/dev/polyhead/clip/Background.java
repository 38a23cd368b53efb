package dev.polyhead.clip;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.lucene.search.MatchAllDocsQuery;

/**
 * What similarity means in a collection: how near its nearest picture comes to queries that were not made for it. For words
 * those are a hundred everyday phrases, for pictures the collection's own, each without itself.
 */
final class Background {
    private static final int SAMPLE = 1_000;
    private static final int QUERIES = 100;
    private static final int FEWEST = 20;
    private static final double NARROWEST = 0.01;

    private final int size;
    private final Spread words;
    private final Spread pictures;

    /** Measures a sample drawn with the same numbers each time (algorithm R, Vitter 1985). */
    Background(VectorIndex index, ClipEncoder encoder) {
        SplittableRandom random = new SplittableRandom(SAMPLE);
        List<float[]> sample = new ArrayList<>();
        int[] seen = new int[1];
        index.scan(new MatchAllDocsQuery(), (document, vector) -> {
            if (sample.size() < SAMPLE) {
                sample.add(vector.clone());
            } else {
                int at = random.nextInt(seen[0] + 1);
                if (at < SAMPLE) {
                    sample.set(at, vector.clone());
                }
            }
            seen[0]++;
        });
        size = seen[0];
        words = Spread.of(encoder.texts(phrases()), sample);
        // A handful of pictures says nothing about chance; words at least bring a hundred queries.
        pictures =
                sample.size() < FEWEST ? words : Spread.of(sample.subList(0, Math.min(QUERIES, sample.size())), sample);
    }

    private static List<String> phrases() {
        try (InputStream in = Background.class.getResourceAsStream("background-texts.txt")) {
            if (in == null) {
                throw new IllegalStateException("background-texts.txt is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("background-texts.txt cannot be read", e);
        }
    }

    /** Whether it still speaks for a collection of this size. */
    boolean fits(int now) {
        return Math.abs(now - size) <= size / 10;
    }

    /** What chance gives queries like this one: made of words, or of pictures, whichever weigh more. */
    Spread of(List<SearchTerm> terms) {
        double balance = 0;
        for (SearchTerm term : terms) {
            balance += term.text() == null ? -Math.abs(term.weight()) : Math.abs(term.weight());
        }
        return balance >= 0 ? words : pictures;
    }

    /**
     * How near the nearest picture comes by chance.
     *
     * @param usual the median
     * @param deviation from the median to the 84th percentile: one standard deviation, were it normal
     */
    record Spread(double usual, double deviation) {
        static Spread of(List<float[]> queries, List<float[]> sample) {
            double[] best = new double[queries.size()];
            for (int i = 0; i < best.length; i++) {
                best[i] = -1;
                for (float[] vector : sample) {
                    if (vector != queries.get(i)) {
                        best[i] = Math.max(best[i], Vectors.dot(queries.get(i), vector));
                    }
                }
            }
            Arrays.sort(best);
            if (best.length == 0) {
                return new Spread(0, 1);
            }
            double median = best[best.length / 2];
            double high = best[(int) (0.84 * (best.length - 1))];
            return new Spread(median, Math.max(NARROWEST, high - median));
        }

        double relevance(double similarity) {
            return (similarity - usual) / deviation;
        }
    }
}
