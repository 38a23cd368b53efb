package dev.polyhead.clip;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.jspecify.annotations.Nullable;

/**
 * Which pictures a search looks at; null means any.
 *
 * @param from not taken before this day (the file's date where the camera wrote none)
 * @param to not taken after this day
 * @param camera maker and model, in any case
 * @param folder a folder, with everything below it: absolute, or as it is called below an imported folder
 * @param label a tag
 * @param minWidth pixels of a row at least
 * @param minHeight rows at least
 * @param minBytes size of the file at least
 * @param maxBytes size of the file at most
 */
public record SearchFilter(
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        @Nullable String camera,
        @Nullable String folder,
        @Nullable String label,
        @Nullable Integer minWidth,
        @Nullable Integer minHeight,
        @Nullable Long minBytes,
        @Nullable Long maxBytes) {

    /** Every picture. */
    public static final SearchFilter NONE = new SearchFilter(null, null, null, null, null, null, null, null, null);

    Query query() {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        parts().forEach(part -> all.add(part, BooleanClause.Occur.FILTER));
        BooleanQuery query = all.build();
        return query.clauses().isEmpty() ? new MatchAllDocsQuery() : query;
    }

    private Stream<Query> parts() {
        return Stream.of(
                        from == null && to == null
                                ? null
                                : LongPoint.newRangeQuery(ItemFields.TAKEN, startOf(from), endOf(to)),
                        term(ItemFields.CAMERA, camera),
                        folder == null ? null : new TermQuery(new Term(ItemFields.FOLDER, folder(folder))),
                        term(ItemFields.TAG, label),
                        atLeast(ItemFields.WIDTH, minWidth),
                        atLeast(ItemFields.HEIGHT, minHeight),
                        minBytes == null && maxBytes == null
                                ? null
                                : LongPoint.newRangeQuery(
                                        ItemFields.BYTES,
                                        minBytes == null ? 0 : minBytes,
                                        maxBytes == null ? Long.MAX_VALUE : maxBytes))
                .filter(Objects::nonNull);
    }

    private static long startOf(@Nullable LocalDate day) {
        return day == null ? Long.MIN_VALUE : day.toEpochSecond(LocalTime.MIN, ZoneOffset.UTC);
    }

    private static long endOf(@Nullable LocalDate day) {
        return day == null ? Long.MAX_VALUE : day.toEpochSecond(LocalTime.MAX, ZoneOffset.UTC);
    }

    private static @Nullable Query term(String field, @Nullable String value) {
        return value == null ? null : new TermQuery(new Term(field, value.toLowerCase(Locale.ROOT)));
    }

    private static @Nullable Query atLeast(String field, @Nullable Integer least) {
        return least == null ? null : LongPoint.newRangeQuery(field, least, Long.MAX_VALUE);
    }

    private static String folder(String name) {
        String plain = name.replace('\\', '/');
        return plain.length() > 1 && plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
    }
}
