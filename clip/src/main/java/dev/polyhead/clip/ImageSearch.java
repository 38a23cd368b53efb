package dev.polyhead.clip;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers weighted queries over a collection. Safe for concurrent use; collection and encoder stay the caller's. */
public final class ImageSearch {
    /** From this relevance on a picture counts as a find. */
    public static final double RELEVANT = 1;

    private final ImageCollection collection;
    private final ClipEncoder encoder;
    private volatile @Nullable Background background;

    /**
     * Searches a collection with the model it was made with.
     *
     * @throws CollectionException if it was made with another
     */
    public ImageSearch(ImageCollection collection, ClipEncoder encoder) {
        collection.require(encoder);
        this.collection = collection;
        this.encoder = encoder;
    }

    /**
     * Answers a query.
     *
     * @throws CollectionException if a stored picture that it names is not there
     */
    public SearchResult search(SearchRequest request) {
        long start = System.nanoTime();
        collection.require(encoder);
        float[] query = query(request.terms());
        Background.Spread spread = background().of(request.terms());
        int matching = collection.count(request.filter());
        int wanted = wanted(request, matching);
        List<VectorIndex.Hit> hits = wanted == 0
                ? List.of()
                : collection.reading(
                        index -> index.nearest(query, wanted, request.filter().query()));
        double least = request.minimumRelevance() == null ? Double.NEGATIVE_INFINITY : request.minimumRelevance();
        List<SearchHit> found = new ArrayList<>();
        for (VectorIndex.Hit hit : hits) {
            SearchHit shown = shown(hit, spread);
            if (shown.relevance() >= least) {
                found.add(shown);
            }
        }
        boolean nothing = hits.isEmpty() || spread.relevance(hits.get(0).similarity()) < RELEVANT;
        int total = request.minimumRelevance() == null ? matching : found.size();
        Stream<SearchHit> ordered =
                request.sort() == SearchRequest.Order.DATE ? found.stream().sorted(newestFirst()) : found.stream();
        List<SearchHit> page = ordered.skip((long) request.page() * request.limit())
                .limit(request.limit())
                .toList();
        return new SearchResult(page, total, nothing, (System.nanoTime() - start) / 1e6);
    }

    /** Sorting by date and a minimum need to see more than one page. */
    private static int wanted(SearchRequest request, int matching) {
        boolean whole = request.sort() == SearchRequest.Order.DATE || request.minimumRelevance() != null;
        int pages = Math.multiplyExact(request.page() + 1, request.limit());
        return Math.min(matching, whole ? Math.max(pages, 1_000) : pages);
    }

    private static Comparator<SearchHit> newestFirst() {
        return Comparator.comparing(
                SearchHit::takenAt, Comparator.nullsLast(Comparator.<java.time.LocalDateTime>reverseOrder()));
    }

    private static SearchHit shown(VectorIndex.Hit hit, Background.Spread spread) {
        ImageItem item = ImageCollection.parse(hit.payload());
        return new SearchHit(
                item.id(),
                item.name(),
                hit.similarity(),
                spread.relevance(hit.similarity()),
                item.width(),
                item.height(),
                item.takenAt(),
                item.tags());
    }

    /** The terms' embeddings added up by weight, of length 1. */
    float[] query(List<SearchTerm> terms) {
        float[] sum = new float[collection.settings().dimensions()];
        for (SearchTerm term : terms) {
            Vectors.add(sum, embedding(term), (float) term.weight());
        }
        return Vectors.unit(sum);
    }

    private float[] embedding(SearchTerm term) {
        if (term.text() != null) {
            return encoder.text(term.text());
        }
        if (term.image() != null) {
            return encoder.image(term.image());
        }
        String id = String.valueOf(term.itemId());
        return collection
                .reading(index -> index.vector(id))
                .orElseThrow(() ->
                        new CollectionException("There is no picture '%s' in '%s'.".formatted(id, collection.name())));
    }

    private Background background() {
        Background known = background;
        int size = collection.size();
        if (known == null || !known.fits(size)) {
            known = collection.reading(index -> new Background(index, encoder));
            background = known;
        }
        return known;
    }
}
