package dev.polyhead.webapp.imagesearch;

import dev.polyhead.clip.SearchFilter;
import dev.polyhead.clip.SearchRequest;
import dev.polyhead.clip.SearchTerm;
import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.uploads.FormFields;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a search asks for, as a form or an address says it: {@code q} words, {@code minus} words, {@code like} and
 * {@code unlike} ids of stored pictures, pictures beside them; {@code from}, {@code to} or {@code date}, {@code camera},
 * {@code folder}, {@code label}, {@code minWidth}, {@code minHeight}, {@code minBytes}, {@code maxBytes};
 * {@code limit}, {@code page} from 0, {@code sort}, {@code minimumRelevance}.
 */
final class SearchFields {
    static final int USUAL_LIMIT = 20;

    /** How much a thing that is unwanted counts against one that is wanted. */
    static final double AGAINST = -0.5;

    private SearchFields() {}

    /** A filter, and the fields it came from, for those who show it. */
    record Filter(SearchFilter filter, Map<String, String> fields) {}

    static SearchRequest request(FormFields form, List<ImagePixels> pictures) {
        List<SearchTerm> terms = new ArrayList<>();
        form.list("q").forEach(text -> terms.add(SearchTerm.text(text)));
        form.list("like").forEach(id -> terms.add(SearchTerm.item(id)));
        pictures.forEach(picture -> terms.add(SearchTerm.image(picture)));
        form.list("minus").forEach(text -> terms.add(SearchTerm.text(text).weighing(AGAINST)));
        form.list("unlike").forEach(id -> terms.add(SearchTerm.item(id).weighing(AGAINST)));
        Filter filter = filter(form);
        int limit = form.integer("limit").orElse(USUAL_LIMIT);
        int page = form.integer("page").orElse(0);
        String sort = form.text("sort").orElse(null);
        Double minimum = form.number("minimumRelevance").orElse(null);
        form.refuseOthers("image", "file", "_csrf", "collection");
        if (terms.isEmpty()) {
            throw ApiException.badRequest("q", "What to look for is missing. Send 'q', 'like' or a picture.");
        }
        return build(terms, filter.filter(), limit, page, sort, minimum);
    }

    /** @throws ApiException 400 if something makes no sense */
    static SearchRequest build(
            List<SearchTerm> terms,
            SearchFilter filter,
            int limit,
            int page,
            @Nullable String sort,
            @Nullable Double minimum) {
        try {
            return new SearchRequest(terms, filter, limit, page, order(sort), minimum);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(null, String.valueOf(e.getMessage()));
        }
    }

    private static SearchRequest.Order order(@Nullable String sort) {
        return Arrays.stream(SearchRequest.Order.values())
                .filter(order ->
                        sort == null || order.name().toLowerCase(Locale.ROOT).equals(sort))
                .findFirst()
                .orElseThrow(() ->
                        ApiException.badRequest("sort", "'sort' is '%s'; it is relevance or date.".formatted(sort)));
    }

    static Filter filter(FormFields form) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String name : List.of(
                "from", "to", "date", "camera", "folder", "label", "minWidth", "minHeight", "minBytes", "maxBytes")) {
            form.text(name).ifPresent(value -> fields.put(name, value));
        }
        return new Filter(filter(fields), fields);
    }

    /** @throws ApiException 400 if a value makes no sense */
    static SearchFilter filter(Map<String, String> fields) {
        String date = fields.get("date");
        LocalDate from = day("from", Optional.ofNullable(fields.get("from")).orElse(date), false);
        LocalDate to = day("to", Optional.ofNullable(fields.get("to")).orElse(date), true);
        if (from != null && to != null && from.isAfter(to)) {
            throw ApiException.badRequest("from", "'from' (%s) lies after 'to' (%s).".formatted(from, to));
        }
        return new SearchFilter(
                from,
                to,
                fields.get("camera"),
                fields.get("folder"),
                fields.get("label"),
                whole("minWidth", fields),
                whole("minHeight", fields),
                number("minBytes", fields),
                number("maxBytes", fields));
    }

    /** A day, or the first or last day of a month or year. */
    private static @Nullable LocalDate day(String name, @Nullable String text, boolean last) {
        if (text == null) {
            return null;
        }
        try {
            return switch (text.length()) {
                case 4 ->
                    last ? LocalDate.of(Integer.parseInt(text), 12, 31) : LocalDate.of(Integer.parseInt(text), 1, 1);
                case 7 ->
                    last
                            ? YearMonth.parse(text).atEndOfMonth()
                            : YearMonth.parse(text).atDay(1);
                default -> LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text);
            };
        } catch (DateTimeException | NumberFormatException e) {
            throw ApiException.badRequest(
                    name,
                    "'%s' is '%s'. Write a day as 2024-07-31, a month as 2024-07, a year as 2024."
                            .formatted(name, text));
        }
    }

    private static @Nullable Integer whole(String name, Map<String, String> fields) {
        Long number = number(name, fields);
        return number == null ? null : (int) Math.min(Integer.MAX_VALUE, number);
    }

    private static @Nullable Long number(String name, Map<String, String> fields) {
        String text = fields.get(name);
        if (text == null) {
            return null;
        }
        try {
            long number = Long.parseLong(text.strip());
            if (number < 0) {
                throw ApiException.badRequest(name, "'%s' is %d; it cannot be negative.".formatted(name, number));
            }
            return number;
        } catch (NumberFormatException e) {
            throw ApiException.badRequest(name, "'%s' is '%s', not a whole number.".formatted(name, text));
        }
    }
}
