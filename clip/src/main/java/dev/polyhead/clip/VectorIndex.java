package dev.polyhead.clip;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of length 1, each under an id with a payload, and the nearest of them to a query, by cosine. On disk (Lucene);
 * what was committed survives any crash. Small sets and narrow filters are scanned exactly. In large ones, every vector is
 * guessed from one bit a dimension ({@link SignCodes}), and the best guesses are scored with the stored floats: that finds
 * what a full scan finds on any data and under any filter, and unlike a graph costs nothing to build.
 *
 * <p>Safe for concurrent use. One writer at a time.
 */
public final class VectorIndex implements AutoCloseable {
    /** Up to this many candidates every vector is looked at. */
    static final int EXACT_UP_TO = 4_000;

    static final String ID = "id";
    private static final String EMBEDDED = "embedded";
    private static final String CENTRE = "centre";
    private static final int CENTRE_SAMPLE = 4_000;
    private static final String PAYLOAD = "payload";
    private static final double RAM_BUFFER_MB = 64;

    private final int dimensions;
    private final Directory directory;
    private final @Nullable IndexWriter writer;
    private final SearcherManager searchers;
    private volatile @Nullable CodeCache codes;

    /**
     * An entry that was found.
     *
     * @param id the entry's
     * @param similarity its cosine with the query, -1 to 1
     * @param payload what was stored with it
     */
    public record Hit(String id, float similarity, String payload) {}

    private VectorIndex(int dimensions, Directory directory, @Nullable IndexWriter writer) throws IOException {
        this.dimensions = dimensions;
        this.directory = directory;
        this.writer = writer;
        this.searchers = writer == null ? new SearcherManager(directory, null) : new SearcherManager(writer, null);
        String centre = notes().get(CENTRE);
        this.codes = centre == null ? null : cache(Vectors.parse(centre));
        warm();
    }

    /**
     * Opens or makes an index for reading and writing.
     *
     * @throws org.apache.lucene.store.LockObtainFailedException if somebody else writes to it
     */
    public static VectorIndex open(Path folder, int dimensions) throws IOException {
        Directory directory = new MMapDirectory(folder);
        IndexWriter writer = null;
        try {
            TieredMergePolicy merging = new TieredMergePolicy();
            merging.setSegmentsPerTier(5);
            writer = new IndexWriter(
                    directory,
                    new IndexWriterConfig()
                            .setRAMBufferSizeMB(RAM_BUFFER_MB)
                            .setMergePolicy(merging)
                            .setCommitOnClose(false));
            return new VectorIndex(dimensions, directory, writer);
        } catch (IOException | RuntimeException e) {
            IOUtils.closeWhileHandlingException(writer, directory);
            throw e;
        }
    }

    /** Opens an index for reading while somebody else may write to it. */
    public static VectorIndex openReadOnly(Path folder, int dimensions) throws IOException {
        Directory directory = new MMapDirectory(folder);
        try {
            return new VectorIndex(dimensions, directory, null);
        } catch (IOException | RuntimeException e) {
            IOUtils.closeWhileHandlingException(directory);
            throw e;
        }
    }

    /** Adds an entry, or replaces the one of the same id. */
    public void put(String id, float[] vector, String payload) {
        put(id, vector, payload, List.of());
    }

    /**
     * Adds an entry, or replaces the one of the same id.
     *
     * @param vector of length 1; null for an entry that no search finds
     * @param fields what filters ask for
     */
    void put(String id, float @Nullable [] vector, String payload, List<IndexableField> fields) {
        if (vector != null && vector.length != dimensions) {
            throw new IllegalArgumentException(
                    "The vector has %d numbers; this index holds vectors of %d.".formatted(vector.length, dimensions));
        }
        Document document = new Document();
        document.add(new StringField(ID, id, Field.Store.YES));
        document.add(new StoredField(PAYLOAD, payload));
        if (vector != null) {
            document.add(new StringField(EMBEDDED, "1", Field.Store.NO));
            document.add(StoredVectors.field(vector));
            CodeCache coding = codes;
            if (coding != null) {
                document.add(PartCodes.field(coding.codes(), vector));
            }
        }
        fields.forEach(document::add);
        write(w -> w.updateDocument(new Term(ID, id), document));
    }

    /** Removes an entry, if it is there. */
    public void delete(String id) {
        write(w -> w.deleteDocuments(new Term(ID, id)));
    }

    private interface Change {
        void apply(IndexWriter writer) throws IOException;
    }

    private void write(Change change) {
        try {
            change.apply(writer());
        } catch (IOException e) {
            throw new UncheckedIOException("The index could not be written: " + e.getMessage(), e);
        }
    }

    private IndexWriter writer() {
        if (writer == null) {
            throw new IllegalStateException("The index was opened for reading only.");
        }
        return writer;
    }

    /**
     * Makes everything so far survive a crash, and visible to searches.
     *
     * @param about notes kept with the commit; see {@link #notes()}
     */
    public void commit(Map<String, String> about) {
        refresh();
        if (codes == null && size() > EXACT_UP_TO) {
            codes = cache(mean());
            warm();
        }
        Map<String, String> all = new HashMap<>(about);
        CodeCache coding = codes;
        if (coding != null) {
            all.put(CENTRE, Vectors.print(coding.codes().centre()));
        }
        write(w -> {
            w.setLiveCommitData(all.entrySet());
            w.commit();
        });
        refresh();
    }

    /** The centre of the codes: the mean of the first few thousand vectors, kept for good. */
    private float[] mean() {
        float[] sum = new float[dimensions];
        int[] seen = new int[1];
        scan(new TermQuery(new Term(EMBEDDED, "1")), (document, vector) -> {
            if (seen[0]++ < CENTRE_SAMPLE) {
                Vectors.add(sum, vector, 1f / CENTRE_SAMPLE);
            }
        });
        return sum;
    }

    private CodeCache cache(float[] centre) {
        return new CodeCache(new SignCodes(centre), dimensions);
    }

    /** Loads the codes of new parts before a search needs them. */
    private void warm() {
        CodeCache coding = codes;
        if (coding != null) {
            reading(searcher -> {
                for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                    coding.of(leaf.reader());
                }
                return true;
            });
        }
    }

    /** Bytes of memory that the codes take. */
    public long codeBytes() {
        CodeCache coding = codes;
        return coding == null ? 0 : coding.bytes();
    }

    /** Makes everything so far visible to searches. */
    public void refresh() {
        try {
            searchers.maybeRefreshBlocking();
            warm();
        } catch (IOException e) {
            throw new UncheckedIOException("The index could not be read: " + e.getMessage(), e);
        }
    }

    /** The notes of the last commit that this reader sees. */
    public Map<String, String> notes() {
        return reading(searcher ->
                ((DirectoryReader) searcher.getIndexReader()).getIndexCommit().getUserData());
    }

    /** How many entries have a vector. */
    public int size() {
        return count(new MatchAllDocsQuery());
    }

    /** How many entries with a vector a filter keeps. */
    int count(Query filter) {
        return reading(searcher -> searcher.count(embedded(filter)));
    }

    /** The payload of an entry. */
    public Optional<String> get(String id) {
        return payloads(new TermQuery(new Term(ID, id)), null, 1).stream().findFirst();
    }

    /** The vector of an entry. */
    public Optional<float[]> vector(String id) {
        return reading(searcher -> {
            ScoreDoc[] found = searcher.search(new TermQuery(new Term(ID, id)), 1).scoreDocs;
            return found.length == 0
                    ? Optional.empty()
                    : Optional.ofNullable(StoredVectors.get(searcher.getIndexReader(), found[0].doc, dimensions))
                            .map(float[]::clone);
        });
    }

    /** Payloads of entries, with or without a vector. */
    List<String> payloads(Query query, @Nullable Sort sort, int most) {
        return reading(searcher -> {
            ScoreDoc[] found = sort == null
                    ? searcher.search(query, most).scoreDocs
                    : searcher.search(query, most, sort).scoreDocs;
            List<String> payloads = new ArrayList<>(found.length);
            for (ScoreDoc document : found) {
                payloads.add(payload(searcher, document.doc));
            }
            return payloads;
        });
    }

    private static String payload(IndexSearcher searcher, int document) throws IOException {
        return searcher.storedFields().document(document).get(PAYLOAD);
    }

    /**
     * The nearest entries, nearest first.
     *
     * @param query any length but 0
     */
    public List<Hit> nearest(float[] query, int count) {
        return nearest(query, count, new MatchAllDocsQuery());
    }

    /** The nearest entries among those that a filter keeps, nearest first. */
    List<Hit> nearest(float[] query, int count, Query filter) {
        if (query.length != dimensions) {
            throw new IllegalArgumentException(
                    "The query has %d numbers; this index holds vectors of %d.".formatted(query.length, dimensions));
        }
        float[] unit = Vectors.unit(query);
        return reading(searcher -> {
            int matching = searcher.count(embedded(filter));
            // Entries without a vector are passed over anyhow: going through all is faster than through a list of all.
            NearestVectors nearest = new NearestVectors(searcher, dimensions, unit, filter);
            CodeCache coding = codes;
            ScoreDoc[] best = coding == null || matching <= EXACT_UP_TO
                    ? nearest.exact(count)
                    : nearest.guessed(count, matching, coding.codes(), coding);
            List<Hit> hits = new ArrayList<>();
            for (ScoreDoc found : best) {
                String id = searcher.storedFields()
                        .document(found.doc, java.util.Set.of(ID))
                        .get(ID);
                hits.add(new Hit(id, found.score, payload(searcher, found.doc)));
            }
            return hits;
        });
    }

    private static Query embedded(Query filter) {
        Query all = new TermQuery(new Term(EMBEDDED, "1"));
        return filter instanceof MatchAllDocsQuery ? all : Filters.both(filter, all);
    }

    /** Whether it can still be written to: a full disk closes the writer. */
    boolean isOpen() {
        return writer == null || writer.isOpen();
    }

    /** Does something with every entry that a query finds, with a vector. */
    void scan(Query query, VectorVisitor visitor) {
        reading(searcher -> {
            NearestVectors.scan(searcher, dimensions, query, visitor);
            return true;
        });
    }

    private interface Reading<T> {
        T with(IndexSearcher searcher) throws IOException;
    }

    private <T> T reading(Reading<T> task) {
        IndexSearcher searcher = null;
        try {
            searcher = searchers.acquire();
            return task.with(searcher);
        } catch (IOException e) {
            throw new UncheckedIOException("The index could not be read: " + e.getMessage(), e);
        } finally {
            release(searcher);
        }
    }

    private void release(@Nullable IndexSearcher searcher) {
        if (searcher == null) {
            return;
        }
        try {
            searchers.release(searcher);
        } catch (IOException e) {
            throw new UncheckedIOException("The index could not be closed: " + e.getMessage(), e);
        }
    }

    /** Numbers of a vector. */
    public int dimensions() {
        return dimensions;
    }

    /** Merges everything into one part: slow, and the fastest to search. */
    public void optimize() {
        write(w -> w.forceMerge(1));
        refresh();
    }

    /** Closes; what was not committed is lost. */
    @Override
    public void close() {
        try {
            searchers.close();
            if (writer != null) {
                writer.close();
            }
            directory.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The index could not be closed: " + e.getMessage(), e);
        }
    }
}
