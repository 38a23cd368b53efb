package dev.polyhead.webapp.text;

import dev.polyhead.webapp.errors.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The fields of a JSON request; {@code null} counts as absent, and every error names its field. */
final class RequestFields {
    private final JsonNode json;
    private final String prefix;

    private RequestFields(JsonNode json, String prefix) {
        this.json = json;
        this.prefix = prefix;
    }

    /** @throws ApiException 400 if the body is not a JSON object */
    static RequestFields of(@Nullable JsonNode body) {
        if (!(body instanceof ObjectNode)) {
            throw ApiException.badRequest(null, "The body must be a JSON object.");
        }
        return new RequestFields(body, "");
    }

    /** The fields of an object at a place within the request, such as {@code messages[0]}. */
    static RequestFields of(JsonNode object, String place) {
        if (!object.isObject()) {
            throw ApiException.badRequest(place, "'%s' must be an object.".formatted(place));
        }
        return new RequestFields(object, place + ".");
    }

    /** An object within the request; empty if it is absent. */
    RequestFields object(String name) {
        JsonNode value = get(name);
        if (value == null) {
            return new RequestFields(
                    tools.jackson.databind.node.JsonNodeFactory.instance.objectNode(), prefix + name + ".");
        }
        if (!value.isObject()) {
            throw wrong(name, "an object", value);
        }
        return new RequestFields(value, prefix + name + ".");
    }

    /** Refuses fields that nobody knows. */
    RequestFields only(Set<String> known) {
        for (String name : json.propertyNames()) {
            if (!known.contains(name)) {
                throw ApiException.of(
                        org.springframework.http.HttpStatus.BAD_REQUEST,
                        prefix + name,
                        "unknown_parameter",
                        "Unknown parameter: '%s'.".formatted(prefix + name));
            }
        }
        return this;
    }

    /** Refuses a field unless it is absent or asks for nothing. */
    void refuse(String name, String why, Object... harmless) {
        JsonNode value = get(name);
        if (value == null || (value.isContainer() && value.isEmpty())) {
            return;
        }
        for (Object same : harmless) {
            if (same.equals(value.isString() ? value.asString() : value.toString())) {
                return;
            }
        }
        throw ApiException.of(
                org.springframework.http.HttpStatus.BAD_REQUEST,
                prefix + name,
                "unsupported_parameter",
                "'%s' is not supported: %s.".formatted(prefix + name, why));
    }

    @Nullable
    JsonNode get(String name) {
        JsonNode value = json.get(name);
        return value == null || value.isNull() ? null : value;
    }

    boolean has(String name) {
        return get(name) != null;
    }

    String text(String name) {
        String value = text(name, null);
        if (value == null) {
            throw ApiException.badRequest(prefix + name, "The field '%s' is missing.".formatted(prefix + name));
        }
        return value;
    }

    @Nullable
    String text(String name, @Nullable String otherwise) {
        JsonNode value = get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isString()) {
            throw wrong(name, "a string", value);
        }
        return value.asString();
    }

    boolean flag(String name, boolean otherwise) {
        JsonNode value = get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw wrong(name, "true or false", value);
        }
        return value.asBoolean();
    }

    int integer(String name, int otherwise, int least, int most) {
        JsonNode value = get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || value.asDouble() < least || value.asDouble() > most) {
            throw wrong(name, "a whole number from %d to %d".formatted(least, most), value);
        }
        return value.asInt();
    }

    @Nullable
    Long seed(String name) {
        JsonNode value = get(name);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(name, "a whole number of 64 bits", value);
        }
        return value.asLong();
    }

    double number(String name, double otherwise, double least, double most) {
        JsonNode value = get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isNumber() || !(value.asDouble() >= least && value.asDouble() <= most)) {
            throw wrong(name, "a number from %s to %s".formatted(least, most), value);
        }
        return value.asDouble();
    }

    /** One of some words, which are those of an enum in any case. */
    <E extends Enum<E>> E choice(Class<E> type, String name, String otherwise) {
        String value = String.valueOf(text(name, otherwise));
        for (E each : type.getEnumConstants()) {
            if (each.name().equalsIgnoreCase(value)) {
                return each;
            }
        }
        throw ApiException.badRequest(
                prefix + name,
                "'%s' must be one of %s, not '%s'."
                        .formatted(
                                prefix + name,
                                List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT),
                                value));
    }

    /**
     * A list of token ids.
     *
     * @param list the field's value, or one of several within it
     * @param vocabulary one more than the highest id
     */
    int[] tokens(String name, JsonNode list, int vocabulary) {
        if (!list.isArray()) {
            throw wrong(name, "texts, token ids or lists of them", list);
        }
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            JsonNode id = list.get(i);
            if (!id.isIntegralNumber()) {
                throw wrong(name, "texts, token ids or lists of them", list);
            }
            if (!id.canConvertToInt() || id.asInt() < 0 || id.asInt() >= vocabulary) {
                throw ApiException.badRequest(
                        prefix + name,
                        "'%s' holds the token %s, and the model's end at %d."
                                .formatted(prefix + name, id, vocabulary - 1));
            }
            ids[i] = id.asInt();
        }
        return ids;
    }

    /** A string, or a list of strings. */
    List<String> texts(String name) {
        JsonNode value = get(name);
        if (value == null) {
            return List.of();
        }
        if (value.isString()) {
            return List.of(value.asString());
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : value) {
            if (!item.isString()) {
                throw wrong(name, "a string or a list of strings", value);
            }
            texts.add(item.asString());
        }
        if (!value.isArray()) {
            throw wrong(name, "a string or a list of strings", value);
        }
        return texts;
    }

    ApiException wrong(String name, String expected, JsonNode value) {
        String shown = value.toString();
        return ApiException.badRequest(
                prefix + name,
                "'%s' must be %s, not %s."
                        .formatted(
                                prefix + name, expected, shown.length() > 60 ? shown.substring(0, 60) + "…" : shown));
    }
}
