package dev.polyhead.clip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorIndexTest {
    private static final int DIMENSIONS = 96;
    private static final int MANY = 12_000;

    @TempDir
    Path folder;

    @Test
    void ofManyVectorsNearlyAllOfTheNearestAreFound() throws IOException {
        List<float[]> vectors = random(MANY, 1);
        try (VectorIndex index = VectorIndex.open(folder, DIMENSIONS)) {
            fill(index, vectors);
            assertTrue(index.codeBytes() > 0);
            assertTrue(recall(index, vectors, new MatchAllDocsQuery(), 1) >= 0.99);
        }
    }

    @Test
    void aFilterThatKeepsOneInAHundredIsScannedExactly() throws IOException {
        List<float[]> vectors = random(MANY, 2);
        try (VectorIndex index = VectorIndex.open(folder, DIMENSIONS)) {
            fill(index, vectors);
            assertEquals(1.0, recall(index, vectors, new TermQuery(new Term("hundredth", "7")), 100));
        }
    }

    @Test
    void afterOpeningAgainEverythingCommittedIsThere() throws IOException {
        List<float[]> vectors = random(6_000, 3);
        try (VectorIndex index = VectorIndex.open(folder, DIMENSIONS)) {
            fill(index, vectors);
            index.put("lost", vectors.get(0), "never committed");
        }
        try (VectorIndex index = VectorIndex.open(folder, DIMENSIONS)) {
            assertEquals(6_000, index.size());
            assertTrue(index.get("lost").isEmpty());
            assertEquals("note", index.notes().get("about"));
            assertEquals("v5", index.nearest(vectors.get(5), 1).get(0).id());
            assertTrue(recall(index, vectors, new MatchAllDocsQuery(), 1) >= 0.99);
        }
    }

    @Test
    void anEntryOfTheSameIdIsReplacedAndADeletedOneIsGone() throws IOException {
        List<float[]> vectors = random(3, 4);
        try (VectorIndex index = VectorIndex.open(folder, DIMENSIONS)) {
            index.put("a", vectors.get(0), "first");
            index.put("a", vectors.get(1), "second");
            index.put("b", vectors.get(2), "other");
            index.commit(Map.of());
            assertEquals(2, index.size());
            assertEquals("second", index.nearest(vectors.get(1), 1).get(0).payload());
            index.delete("a");
            index.refresh();
            assertEquals(
                    List.of("b"),
                    index.nearest(vectors.get(1), 5).stream()
                            .map(VectorIndex.Hit::id)
                            .toList());
        }
    }

    @Test
    void aReaderSeesWhatAWriterCommitted() throws IOException {
        List<float[]> vectors = random(2, 5);
        try (VectorIndex writer = VectorIndex.open(folder, DIMENSIONS)) {
            writer.put("a", vectors.get(0), "");
            writer.commit(Map.of());
            try (VectorIndex reader = VectorIndex.openReadOnly(folder, DIMENSIONS)) {
                writer.put("b", vectors.get(1), "");
                reader.refresh();
                assertEquals(1, reader.size());
                writer.commit(Map.of());
                reader.refresh();
                assertEquals(2, reader.size());
                assertThrows(IllegalStateException.class, () -> reader.delete("a"));
            }
        }
    }

    @Test
    void vectorsOfAnotherLengthAreRefused() throws IOException {
        try (VectorIndex index = VectorIndex.open(folder, DIMENSIONS)) {
            assertThrows(IllegalArgumentException.class, () -> index.put("a", new float[3], ""));
            assertThrows(IllegalArgumentException.class, () -> index.nearest(new float[3], 1));
        }
    }

    private static void fill(VectorIndex index, List<float[]> vectors) {
        for (int i = 0; i < vectors.size(); i++) {
            index.put(
                    "v" + i,
                    vectors.get(i),
                    "",
                    List.of(new StringField("hundredth", Integer.toString(i % 100), Field.Store.NO)));
            if (i == vectors.size() / 2) {
                index.commit(Map.of("about", "half"));
            }
        }
        index.commit(Map.of("about", "note"));
    }

    /** How many of the ten nearest, by brute force, are found; the filter keeps every {@code each}-th from the 7th on. */
    private static double recall(VectorIndex index, List<float[]> vectors, Query filter, int each) {
        int hits = 0;
        List<float[]> queries = random(20, 99);
        for (float[] query : queries) {
            List<Integer> order = new ArrayList<>(IntStream.range(0, vectors.size())
                    .filter(i -> i % each == 7 % each)
                    .boxed()
                    .toList());
            order.sort(Comparator.comparingDouble(i -> -Vectors.dot(query, vectors.get(i))));
            Set<String> nearest = new HashSet<>();
            order.subList(0, 10).forEach(i -> nearest.add("v" + i));
            hits += (int) index.nearest(query, 10, filter).stream()
                    .filter(hit -> nearest.contains(hit.id()))
                    .count();
        }
        return hits / (10.0 * queries.size());
    }

    private static List<float[]> random(int count, long seed) {
        Random random = new Random(seed);
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] vector = new float[DIMENSIONS];
            for (int j = 0; j < DIMENSIONS; j++) {
                vector[j] = (float) random.nextGaussian() + (j % 5 == 0 ? 1 : 0);
            }
            vectors.add(Vectors.unit(vector));
        }
        return vectors;
    }
}
