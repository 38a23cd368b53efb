package dev.polyhead.clip;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/**
 * What the sign codes say of every document.
 *
 * @param leaves the parts of the index
 * @param scores of each part's documents, guessed; NaN where a document was deleted, has no vector, or does not match
 * @param sample some of the guesses, in order
 */
record Guesses(List<LeafReaderContext> leaves, List<float[]> scores, FloatBuffer sample) {
    private static final int SAMPLE = 4_096;

    static Guesses of(IndexSearcher searcher, Query filter, SignCodes.Query guesser, CodeCache cache)
            throws IOException {
        Weight weight = filter instanceof MatchAllDocsQuery ? null : NearestVectors.weight(searcher, filter);
        List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
        List<float[]> scores = new ArrayList<>();
        for (LeafReaderContext leaf : leaves) {
            PartCodes part = cache.of(leaf.reader());
            float[] guessed = new float[part.factors.length];
            guesser.guess(part, guessed);
            forgetDeleted(leaf.reader().getLiveDocs(), guessed);
            scores.add(weight == null ? guessed : matching(weight.scorer(leaf), guessed));
        }
        return new Guesses(leaves, scores, sample(scores));
    }

    private static void forgetDeleted(@Nullable Bits live, float[] guessed) {
        if (live != null) {
            for (int doc = 0; doc < guessed.length; doc++) {
                if (!live.get(doc)) {
                    guessed[doc] = Float.NaN;
                }
            }
        }
    }

    private static float[] matching(@Nullable Scorer scorer, float[] guessed) throws IOException {
        float[] kept = new float[guessed.length];
        Arrays.fill(kept, Float.NaN);
        if (scorer != null) {
            DocIdSetIterator matches = scorer.iterator();
            for (int doc = matches.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = matches.nextDoc()) {
                kept[doc] = guessed[doc];
            }
        }
        return kept;
    }

    private static FloatBuffer sample(List<float[]> scores) {
        long documents = scores.stream().mapToLong(part -> part.length).sum();
        int step = (int) Math.max(1, documents / SAMPLE);
        float[] sample = new float[(int) (documents / step) + scores.size()];
        int size = 0;
        for (float[] part : scores) {
            for (int doc = 0; doc < part.length; doc += step) {
                if (!Float.isNaN(part[doc])) {
                    sample[size++] = part[doc];
                }
            }
        }
        Arrays.sort(sample, 0, size);
        return FloatBuffer.wrap(sample, 0, size).asReadOnlyBuffer();
    }

    /** The guess that about this share of all lies above. */
    float cut(double share) {
        int place = (int) (sample.limit() * (1 - share));
        return place <= 0 ? Float.NEGATIVE_INFINITY : sample.get(place);
    }
}
