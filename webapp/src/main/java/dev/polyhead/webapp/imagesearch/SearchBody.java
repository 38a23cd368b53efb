package dev.polyhead.webapp.imagesearch;

import dev.polyhead.clip.SearchFilter;
import dev.polyhead.clip.SearchRequest;
import dev.polyhead.clip.SearchTerm;
import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.webapp.errors.ApiException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a search asks for, as JSON says it; a member that nobody knows is refused. */
final class SearchBody {
    private static final Set<String> MEMBERS =
            Set.of("terms", "filter", "limit", "page", "sort", "minimumRelevance", "q");
    private static final Set<String> TERM_MEMBERS = Set.of("text", "image", "itemId", "weight");
    private static final Set<String> FILTER_MEMBERS = Set.of(
            "from", "to", "date", "camera", "folder", "label", "size", "minWidth", "minHeight", "minBytes", "maxBytes");

    private final Function<byte[], ImagePixels> decoder;

    /** @param decoder reads a picture's bytes */
    SearchBody(Function<byte[], ImagePixels> decoder) {
        this.decoder = decoder;
    }

    /** @throws ApiException 400 that names what is wrong */
    SearchRequest read(JsonNode body) {
        if (!body.isObject()) {
            throw ApiException.badRequest(null, "The body must be a JSON object with 'terms'.");
        }
        refuseOthers(body, MEMBERS, "");
        List<SearchTerm> terms = new ArrayList<>();
        if (body.path("q").isString()) {
            terms.add(term("q", body.path("q").asString(), null, null, 1));
        }
        JsonNode given = body.path("terms");
        if (!given.isMissingNode() && !given.isArray()) {
            throw ApiException.badRequest(
                    "terms", "'terms' must be a list of {\"text\" | \"image\" | \"itemId\", \"weight\"}.");
        }
        for (int i = 0; i < given.size(); i++) {
            terms.add(term("terms[%d]".formatted(i), given.get(i)));
        }
        if (terms.isEmpty()) {
            throw ApiException.badRequest("terms", "'terms' is missing or empty. Say what to look for.");
        }
        JsonNode sort = body.path("sort");
        return SearchFields.build(
                terms,
                filter(body.path("filter")),
                integer(body, "limit", SearchFields.USUAL_LIMIT),
                integer(body, "page", 0),
                sort.isMissingNode() || sort.isNull() ? null : sort.asString(""),
                number(body, "minimumRelevance"));
    }

    private SearchTerm term(String place, JsonNode term) {
        if (!term.isObject()) {
            throw ApiException.badRequest(place, "'%s' must be an object with text, image or itemId.".formatted(place));
        }
        refuseOthers(term, TERM_MEMBERS, place + ".");
        Double weight = number(term, "weight");
        return term(place, text(term, "text"), text(term, "image"), text(term, "itemId"), weight == null ? 1 : weight);
    }

    private SearchTerm term(
            String place, @Nullable String text, @Nullable String image, @Nullable String itemId, double weight) {
        try {
            return new SearchTerm(text, image == null ? null : picture(place, image), itemId, weight);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(place, String.valueOf(e.getMessage()));
        }
    }

    private ImagePixels picture(String place, String image) {
        if (image.startsWith("http:") || image.startsWith("https:")) {
            throw ApiException.badRequest(
                    place + ".image", "Addresses are not fetched here. Send the picture as a data URI or in base64.");
        }
        byte[] bytes;
        try {
            bytes = Base64.getMimeDecoder()
                    .decode(image.startsWith("data:") ? image.substring(image.indexOf(',') + 1) : image);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(place + ".image", "'image' is no base64: " + e.getMessage());
        }
        return decoder.apply(bytes);
    }

    private static SearchFilter filter(JsonNode filter) {
        if (filter.isMissingNode() || filter.isNull()) {
            return SearchFilter.NONE;
        }
        if (!filter.isObject()) {
            throw ApiException.badRequest("filter", "'filter' must be an object.");
        }
        refuseOthers(filter, FILTER_MEMBERS, "filter.");
        Map<String, String> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : filter.properties()) {
            JsonNode value = member.getValue();
            if (value.isObject()) {
                // {"date": {"from", "to"}} and {"size": {"minWidth", …}} group what may also stand side by side.
                refuseOthers(value, FILTER_MEMBERS, "filter.%s.".formatted(member.getKey()));
                value.properties().forEach(inner -> put(fields, inner.getKey(), inner.getValue()));
            } else {
                put(fields, member.getKey(), value);
            }
        }
        return SearchFields.filter(fields);
    }

    private static void put(Map<String, String> fields, String name, JsonNode value) {
        if (value.isContainer()) {
            throw ApiException.badRequest("filter." + name, "'%s' must be one value.".formatted(name));
        }
        if (!value.isNull()) {
            fields.put(name, value.asString());
        }
    }

    private static void refuseOthers(JsonNode object, Set<String> known, String place) {
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                throw ApiException.badRequest(
                        place + name,
                        "There is no member '%s%s' here. There are: %s."
                                .formatted(
                                        place,
                                        name,
                                        String.join(
                                                ", ", known.stream().sorted().toList())));
            }
        }
    }

    private static @Nullable String text(JsonNode object, String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw ApiException.badRequest(name, "'%s' must be a text, not %s.".formatted(name, value));
        }
        return value.asString();
    }

    private static int integer(JsonNode object, String name, int usual) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return usual;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw ApiException.badRequest(name, "'%s' is %s, not a whole number.".formatted(name, value));
        }
        return value.asInt();
    }

    private static @Nullable Double number(JsonNode object, String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isNumber()) {
            throw ApiException.badRequest(name, "'%s' is %s, not a number.".formatted(name, value));
        }
        return value.asDouble();
    }
}
