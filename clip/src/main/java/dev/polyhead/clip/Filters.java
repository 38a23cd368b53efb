package dev.polyhead.clip;

import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;

/** Filters put together. */
final class Filters {
    private Filters() {}

    static Query both(Query a, Query b) {
        return new BooleanQuery.Builder()
                .add(a, BooleanClause.Occur.FILTER)
                .add(b, BooleanClause.Occur.FILTER)
                .build();
    }
}
