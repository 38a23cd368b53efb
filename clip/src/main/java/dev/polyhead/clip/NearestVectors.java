package dev.polyhead.clip;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/**
 * One search for the nearest vectors. Few candidates are scored exactly at once; of many, the sign codes keep the best
 * guesses, and those are scored exactly.
 */
final class NearestVectors {
    /** How many of the best guesses are scored at once. */
    private static final int FIRST = 500;

    /** A guess is given up that would have to be off by more than so many times what is usual. */
    private static final double DEVIATIONS = 3;

    /** Which share of the guesses is scored at most: enough where vectors lie anywhere on the sphere. */
    private static final double MOST_SCORED = 0.06;

    private static final int LEAST_SCORED = 2_000;

    private static final Comparator<ScoreDoc> WORST_FIRST =
            Comparator.<ScoreDoc>comparingDouble(d -> d.score).thenComparing(d -> -d.doc);

    private final IndexSearcher searcher;
    private final int dimensions;
    private final float[] query;
    private final Query filter;

    NearestVectors(IndexSearcher searcher, int dimensions, float[] query, Query filter) {
        this.searcher = searcher;
        this.dimensions = dimensions;
        this.query = query;
        this.filter = filter;
    }

    /** Looks at every matching document's vector. */
    static void scan(IndexSearcher searcher, int dimensions, Query filter, VectorVisitor visitor) throws IOException {
        each(searcher, filter, (leaf, document) -> {
            float[] vector = leaf.vectors(dimensions).get(document);
            if (vector != null) {
                visitor.visit(leaf.base() + document, vector);
            }
        });
    }

    /** Documents with their cosines, nearest first, every vector looked at. */
    ScoreDoc[] exact(int count) throws IOException {
        Best best = new Best(count);
        scan(searcher, dimensions, filter, (document, vector) -> best.offer(document, Vectors.dot(query, vector)));
        return best.sorted();
    }

    /**
     * As {@link #exact}, by way of guesses: the best few are scored first. How far off their guesses were, and the worst that
     * would still be an answer, tell which of the others could be one.
     */
    ScoreDoc[] guessed(int count, int matching, SignCodes codes, CodeCache cache) throws IOException {
        Guesses guesses = Guesses.of(searcher, filter, codes.query(query), cache);
        int first = Math.max(FIRST, 20 * count);
        float cut = guesses.cut((double) first / matching);
        Best best = new Best(count);
        double missed = score(guesses, cut, Float.POSITIVE_INFINITY, best);
        float hopeless = best.worst() - (float) (DEVIATIONS * missed);
        float lower = Math.max(hopeless, guesses.cut(Math.max(MOST_SCORED, (double) LEAST_SCORED / matching)));
        if (lower < cut) {
            score(guesses, lower, cut, best);
        }
        return best.sorted();
    }

    /**
     * Scores those whose guess lies in a range.
     *
     * @return how far off the guesses were, as the root of the mean square
     */
    private double score(Guesses guesses, float from, float to, Best best) throws IOException {
        double squares = 0;
        int scored = 0;
        for (int i = 0; i < guesses.leaves().size(); i++) {
            LeafReaderContext leaf = guesses.leaves().get(i);
            float[] guessed = guesses.scores().get(i);
            StoredVectors vectors = new StoredVectors(leaf.reader(), dimensions);
            for (int doc = 0; doc < guessed.length; doc++) {
                if (guessed[doc] >= from && guessed[doc] < to) {
                    float[] vector = vectors.get(doc);
                    if (vector != null) {
                        float exact = Vectors.dot(query, vector);
                        squares += (exact - guessed[doc]) * (double) (exact - guessed[doc]);
                        scored++;
                        best.offer(leaf.docBase + doc, exact);
                    }
                }
            }
        }
        return scored == 0 ? 0 : Math.sqrt(squares / scored);
    }

    private interface Visitor {
        void visit(Part part, int document) throws IOException;
    }

    /** One part of the index during one search. */
    private static final class Part {
        private final LeafReaderContext context;
        private @Nullable StoredVectors vectors;

        Part(LeafReaderContext context) {
            this.context = context;
        }

        int base() {
            return context.docBase;
        }

        StoredVectors vectors(int dimensions) throws IOException {
            StoredVectors open = vectors;
            if (open == null) {
                open = new StoredVectors(context.reader(), dimensions);
                vectors = open;
            }
            return open;
        }
    }

    static Weight weight(IndexSearcher searcher, Query filter) throws IOException {
        return searcher.createWeight(searcher.rewrite(filter), ScoreMode.COMPLETE_NO_SCORES, 1);
    }

    private static void each(IndexSearcher searcher, Query filter, Visitor visitor) throws IOException {
        Weight weight = weight(searcher, filter);
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            Scorer scorer = weight.scorer(leaf);
            if (scorer == null) {
                continue;
            }
            Part part = new Part(leaf);
            Bits live = leaf.reader().getLiveDocs();
            DocIdSetIterator matches = scorer.iterator();
            for (int doc = matches.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = matches.nextDoc()) {
                if (live == null || live.get(doc)) {
                    visitor.visit(part, doc);
                }
            }
        }
    }

    /** The best few. */
    private static final class Best {
        private final int count;
        private final PriorityQueue<ScoreDoc> heap = new PriorityQueue<>(WORST_FIRST);

        Best(int count) {
            this.count = count;
        }

        void offer(int document, float score) {
            if (heap.size() < count) {
                heap.add(new ScoreDoc(document, score));
            } else if (!heap.isEmpty() && score > heap.element().score) {
                ScoreDoc worst = heap.remove();
                worst.doc = document;
                worst.score = score;
                heap.add(worst);
            }
        }

        /** What a further one has to reach. */
        float worst() {
            return heap.size() < count ? Float.NEGATIVE_INFINITY : heap.element().score;
        }

        ScoreDoc[] sorted() {
            ScoreDoc[] sorted = heap.toArray(ScoreDoc[]::new);
            Arrays.sort(sorted, WORST_FIRST.reversed());
            return sorted;
        }
    }
}
