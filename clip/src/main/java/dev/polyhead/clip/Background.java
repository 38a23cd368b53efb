package dev.polyhead.clip;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.lucene.search.MatchAllDocsQuery;

/** What similarity with a query means: how it is spread over a sample of the collection. */
final class Background {
    private static final int SAMPLE = 1_000;
    private static final double NARROWEST = 1e-3;

    private final List<float[]> sample = new ArrayList<>();
    private final int size;

    /** A sample drawn with the same numbers each time (algorithm R, Vitter 1985). */
    Background(VectorIndex index) {
        SplittableRandom random = new SplittableRandom(SAMPLE);
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
    }

    /** Whether it still speaks for a collection of this size. */
    boolean fits(int now) {
        return Math.abs(now - size) <= size / 10;
    }

    /** The spread of a query's similarities. */
    Spread of(float[] query) {
        double sum = 0;
        double squares = 0;
        for (float[] vector : sample) {
            double similarity = Vectors.dot(query, vector);
            sum += similarity;
            squares += similarity * similarity;
        }
        int n = Math.max(1, sample.size());
        double mean = sum / n;
        return new Spread(mean, Math.max(NARROWEST, Math.sqrt(Math.max(0, squares / n - mean * mean))));
    }

    /** Mean and standard deviation. */
    record Spread(double mean, double deviation) {
        double relevance(double similarity) {
            return (similarity - mean) / deviation;
        }
    }
}
