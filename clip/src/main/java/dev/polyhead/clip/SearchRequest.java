package dev.polyhead.clip;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query over a collection.
 *
 * @param terms what to look for, added up by weight; at least one
 * @param filter which pictures to look at
 * @param limit pictures a page, 1 to 500
 * @param page counted from 0
 * @param sort the order of the answer
 * @param minimumRelevance leave out pictures below it; null for none
 */
public record SearchRequest(
        List<SearchTerm> terms,
        SearchFilter filter,
        int limit,
        int page,
        Order sort,
        @Nullable Double minimumRelevance) {
    /** Deepest picture that pages reach. */
    static final int DEEPEST = 10_000;

    private static final int LARGEST_PAGE = 500;
    private static final int MOST_TERMS = 32;

    /** An order of pictures. */
    public enum Order {
        /** Nearest first. */
        RELEVANCE,
        /** Newest first, among the nearest. */
        DATE
    }

    public SearchRequest {
        terms = List.copyOf(terms);
        if (terms.isEmpty() || terms.size() > MOST_TERMS) {
            throw new IllegalArgumentException(
                    "A search has %d terms; give 1 to %d.".formatted(terms.size(), MOST_TERMS));
        }
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException("limit is %d; give 1 to %d.".formatted(limit, LARGEST_PAGE));
        }
        if (page < 0 || (page + 1L) * limit > DEEPEST) {
            throw new IllegalArgumentException(
                    "Page %d of %d pictures lies past the first %d. Narrow the search with a filter."
                            .formatted(page, limit, DEEPEST));
        }
    }

    /** Words over a whole collection. */
    public static SearchRequest text(String text, int limit) {
        return new SearchRequest(List.of(SearchTerm.text(text)), SearchFilter.NONE, limit, 0, Order.RELEVANCE, null);
    }
}
