package dev.polyhead.clip;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;

/**
 * Measures a {@link VectorIndex} on made-up vectors, which are drawn anew from their number whenever one is needed: how
 * right its answers are against brute force and how long they take, alone and beside a thread that writes, over everything
 * and under a filter; how fast it fills and opens, and what it occupies.
 */
public final class SearchTrial {
    private static final int CENTRES = 1_000;
    private static final float NOISE = 0.7f;
    private static final String PAYLOAD = "x".repeat(400);
    private static final long COMMIT_EVERY_NANOS = 5_000_000_000L;

    private final Plan plan;
    private final Path folder;

    /**
     * What is measured.
     *
     * @param vectors how many the index holds
     * @param dimensions numbers of a vector
     * @param queries how many are asked
     * @param count how many of the nearest are wanted
     * @param keptOneIn the filter keeps one in so many
     * @param clustered vectors and queries about a thousand centres, as pictures' are; else evenly on the sphere, where
     *     neighbours are hardest to find
     * @param writes vectors a second that are written beside the queries
     * @param warmUp how often all queries are asked before that counts
     * @param repeat how often they are asked then
     */
    public record Plan(
            int vectors,
            int dimensions,
            int queries,
            int count,
            int keptOneIn,
            boolean clustered,
            int writes,
            int warmUp,
            int repeat) {
        public Plan {
            if (vectors < 1
                    || dimensions < 1
                    || queries < 1
                    || count < 1
                    || keptOneIn < 1
                    || writes < 1
                    || repeat < 1) {
                throw new IllegalArgumentException(
                        "%d vectors of %d numbers, %d queries for %d and a filter of one in %d cannot be measured: give 1 or more of each."
                                .formatted(vectors, dimensions, queries, count, keptOneIn));
            }
        }
    }

    /**
     * Some queries.
     *
     * @param seconds what each took
     * @param recall which share of the nearest was found
     */
    public record Answers(List<Double> seconds, double recall) {}

    /**
     * What came out.
     *
     * @param fillSeconds to write and commit all vectors
     * @param all queries over everything
     * @param filtered under the filter
     * @param allBeside over everything while a thread writes
     * @param filteredBeside under the filter while a thread writes
     * @param besidePerSecond vectors that this thread wrote meanwhile
     * @param openSeconds to open the index again, ready to answer
     * @param memoryBytes what the index keeps in memory
     * @param diskBytes what it occupies on disk
     */
    public record Report(
            double fillSeconds,
            Answers all,
            Answers filtered,
            Answers allBeside,
            Answers filteredBeside,
            double besidePerSecond,
            double openSeconds,
            long memoryBytes,
            long diskBytes) {}

    /** @param folder empty; the index is left in it */
    public SearchTrial(Plan plan, Path folder) {
        this.plan = plan;
        this.folder = folder;
    }

    /** Runs it. */
    public Report run() throws IOException {
        List<float[]> queries = queries();
        List<Set<String>> nearest = nearest(queries, 1);
        List<Set<String>> nearestKept = nearest(queries, plan.keptOneIn());
        Query everything = new MatchAllDocsQuery();
        Query kept = new SearchFilter(null, null, null, null, tag(0), null, null, null, null).query();
        double fill;
        Answers all;
        Answers filtered;
        Answers allBeside;
        Answers filteredBeside;
        double besidePerSecond;
        try (VectorIndex index = VectorIndex.open(folder, plan.dimensions())) {
            long begun = System.nanoTime();
            fill(index);
            fill = seconds(begun);
            for (int i = 0; i < plan.warmUp(); i++) {
                answers(index, queries, everything, nearest);
                answers(index, queries, kept, nearestKept);
            }
            all = answers(index, queries, everything, nearest);
            filtered = answers(index, queries, kept, nearestKept);
            try (Writing writing = new Writing(index)) {
                allBeside = answers(index, queries, everything, nearest);
                filteredBeside = answers(index, queries, kept, nearestKept);
                besidePerSecond = writing.perSecond();
            }
            index.commit(Map.of());
        }
        long begun = System.nanoTime();
        try (VectorIndex index = VectorIndex.open(folder, plan.dimensions())) {
            double open = seconds(begun);
            return new Report(
                    fill,
                    all,
                    filtered,
                    allBeside,
                    filteredBeside,
                    besidePerSecond,
                    open,
                    index.codeBytes(),
                    bytes(folder));
        }
    }

    private void fill(VectorIndex index) {
        long committed = System.nanoTime();
        for (int i = 0; i < plan.vectors(); i++) {
            put(index, i);
            if (System.nanoTime() - committed > COMMIT_EVERY_NANOS) {
                index.commit(Map.of());
                committed = System.nanoTime();
            }
        }
        index.commit(Map.of());
    }

    private void put(VectorIndex index, int i) {
        index.put(id(i), vector(i), PAYLOAD, List.of(new StringField(ItemFields.TAG, tag(i), Field.Store.NO)));
    }

    private static String id(int i) {
        return "v" + i;
    }

    private String tag(int i) {
        return "tag " + i % plan.keptOneIn();
    }

    private Answers answers(VectorIndex index, List<float[]> queries, Query filter, List<Set<String>> nearest) {
        List<Double> seconds = new ArrayList<>();
        int found = 0;
        int there = 0;
        for (int i = 0; i < plan.repeat() * queries.size(); i++) {
            long begun = System.nanoTime();
            List<VectorIndex.Hit> hits = index.nearest(queries.get(i % queries.size()), plan.count(), filter);
            seconds.add(seconds(begun));
            Set<String> right = nearest.get(i % queries.size());
            found += (int) hits.stream().filter(hit -> right.contains(hit.id())).count();
            there += right.size();
        }
        return new Answers(List.copyOf(seconds), (double) found / there);
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Writes entries that are there once more, until closed: what is right stays right. */
    private final class Writing implements AutoCloseable {
        private final AtomicBoolean goOn = new AtomicBoolean(true);
        private final AtomicInteger written = new AtomicInteger();
        private final long begun = System.nanoTime();
        private final Thread thread;

        Writing(VectorIndex index) {
            thread = new Thread(() -> write(index), "polyhead-trial");
            thread.setDaemon(true);
            thread.start();
        }

        private void write(VectorIndex index) {
            long committed = System.nanoTime();
            while (goOn.get()) {
                long due = begun + (long) (written.get() * 1e9 / plan.writes());
                LockSupport.parkNanos(due - System.nanoTime());
                put(index, written.getAndIncrement() % plan.vectors());
                if (System.nanoTime() - committed > COMMIT_EVERY_NANOS) {
                    index.commit(Map.of());
                    committed = System.nanoTime();
                }
            }
        }

        double perSecond() {
            return written.get() / seconds(begun);
        }

        @Override
        public void close() {
            goOn.set(false);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<float[]> queries() {
        List<float[]> queries = new ArrayList<>();
        for (int i = 0; i < plan.queries(); i++) {
            queries.add(vector(-1 - i));
        }
        return queries;
    }

    /** By brute force, among every {@code each}-th vector. */
    private List<Set<String>> nearest(List<float[]> queries, int each) {
        List<PriorityQueue<Scored>> best = new ArrayList<>();
        queries.forEach(query -> best.add(new PriorityQueue<>()));
        for (int i = 0; i < plan.vectors(); i += each) {
            float[] vector = vector(i);
            for (int q = 0; q < queries.size(); q++) {
                float score = Vectors.dot(queries.get(q), vector);
                PriorityQueue<Scored> heap = best.get(q);
                if (heap.size() < plan.count()) {
                    heap.add(new Scored(score, i));
                } else if (score > heap.element().score()) {
                    heap.remove();
                    heap.add(new Scored(score, i));
                }
            }
        }
        List<Set<String>> ids = new ArrayList<>();
        for (PriorityQueue<Scored> heap : best) {
            Set<String> right = new HashSet<>();
            heap.forEach(scored -> right.add(id(scored.number())));
            ids.add(right);
        }
        return ids;
    }

    private record Scored(float score, int number) implements Comparable<Scored> {
        @Override
        public int compareTo(Scored other) {
            return Float.compare(score, other.score);
        }
    }

    /** Queries have negative numbers. */
    private float[] vector(int number) {
        SplittableRandom random = new SplittableRandom(number);
        float[] vector = gaussian(random);
        if (plan.clustered()) {
            float[] centre = gaussian(new SplittableRandom(Long.MAX_VALUE - random.nextInt(CENTRES)));
            for (int i = 0; i < vector.length; i++) {
                vector[i] = centre[i] + NOISE * vector[i];
            }
        }
        return Vectors.unit(vector);
    }

    private float[] gaussian(SplittableRandom random) {
        float[] numbers = new float[plan.dimensions()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private static long bytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
