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
    /** Which share of the guesses is scored exactly, and how many at least. */
    private static final double KEPT = 0.06;

    private static final int LEAST_KEPT = 2_000;
    private static final int BINS = 4_096;

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

    /** As {@link #exact}, by way of guesses. */
    ScoreDoc[] guessed(int count, int matching, SignCodes codes, CodeCache cache) throws IOException {
        SignCodes.Query guesser = codes.query(query);
        Guesses guesses = new Guesses(matching);
        each(searcher, filter, (leaf, document) -> {
            PartCodes part = leaf.codes(cache);
            float factor = part.factors[document];
            if (!Float.isNaN(factor)) {
                guesses.add(leaf.base() + document, guesser.guess(part.codes, document * codes.words(), factor));
            }
        });
        int[] kept = guesses.best(Math.max(LEAST_KEPT, Math.max(20 * count, (int) (KEPT * matching))));
        Best best = new Best(count);
        Part part = null;
        int next = 0;
        for (int document : kept) {
            while (part == null
                    || document >= part.base() + part.context.reader().maxDoc()) {
                part = new Part(searcher.getIndexReader().leaves().get(next++));
            }
            float[] vector = part.vectors(dimensions).get(document - part.base());
            if (vector != null) {
                best.offer(document, Vectors.dot(query, vector));
            }
        }
        return best.sorted();
    }

    private interface Visitor {
        void visit(Part part, int document) throws IOException;
    }

    /** One part of the index during one search. */
    private static final class Part {
        private final LeafReaderContext context;
        private @Nullable StoredVectors vectors;
        private @Nullable PartCodes codes;

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

        PartCodes codes(CodeCache cache) throws IOException {
            PartCodes loaded = codes;
            if (loaded == null) {
                loaded = cache.of(context.reader());
                codes = loaded;
            }
            return loaded;
        }
    }

    private static void each(IndexSearcher searcher, Query filter, Visitor visitor) throws IOException {
        Weight weight = searcher.createWeight(searcher.rewrite(filter), ScoreMode.COMPLETE_NO_SCORES, 1);
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

    /** Guessed scores of many documents, in the order of the documents. */
    private static final class Guesses {
        private int[] documents;
        private float[] scores;
        private int size;

        Guesses(int expected) {
            documents = new int[Math.max(16, expected)];
            scores = new float[documents.length];
        }

        void add(int document, float score) {
            if (size == documents.length) {
                documents = Arrays.copyOf(documents, size * 2);
                scores = Arrays.copyOf(scores, size * 2);
            }
            documents[size] = document;
            scores[size++] = score;
        }

        /** About the best {@code count} documents, in their order: all those in the highest bins of a histogram. */
        int[] best(int count) {
            float min = Float.POSITIVE_INFINITY;
            float max = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < size; i++) {
                min = Math.min(min, scores[i]);
                max = Math.max(max, scores[i]);
            }
            float width = Math.max((max - min) / BINS, Float.MIN_NORMAL);
            int[] histogram = new int[BINS + 1];
            for (int i = 0; i < size; i++) {
                histogram[(int) ((scores[i] - min) / width)]++;
            }
            int bin = BINS;
            for (int above = histogram[bin]; above < count && bin > 0; ) {
                above += histogram[--bin];
            }
            int lowest = bin;
            int[] kept = new int[size];
            int found = 0;
            for (int i = 0; i < size; i++) {
                if ((int) ((scores[i] - min) / width) >= lowest) {
                    kept[found++] = documents[i];
                }
            }
            return Arrays.copyOf(kept, found);
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

        ScoreDoc[] sorted() {
            ScoreDoc[] sorted = heap.toArray(ScoreDoc[]::new);
            Arrays.sort(sorted, WORST_FIRST.reversed());
            return sorted;
        }
    }
}
