package dev.polyhead.clip;

import java.util.List;

/**
 * The answer to a query.
 *
 * @param items one page, best first
 * @param total how many pictures the filter and the minimum relevance keep, as far as pages reach
 * @param nothingRelevant whether even the best picture is no better than chance would have it
 * @param tookMillis how long it took
 */
public record SearchResult(List<SearchHit> items, int total, boolean nothingRelevant, double tookMillis) {
    public SearchResult {
        items = List.copyOf(items);
    }
}
