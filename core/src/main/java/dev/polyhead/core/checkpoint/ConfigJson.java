package dev.polyhead.core.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON object of settings, read by key. {@code null} counts as absent, as in the reference library; a value of another
 * type is an error that names the key.
 */
public final class ConfigJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String source;
    private final JsonNode json;

    private ConfigJson(String source, JsonNode json) {
        this.source = source;
        this.json = json;
    }

    /**
     * Reads a file.
     *
     * @throws CheckpointException if it is missing or not a JSON object
     */
    public static ConfigJson read(Path file) {
        try {
            return parse(file.getFileName().toString(), Files.readString(file));
        } catch (IOException e) {
            throw new CheckpointException(
                    "%s cannot be read from '%s'. A model folder needs it beside the weights."
                            .formatted(file.getFileName(), file.getParent()),
                    e);
        }
    }

    /**
     * Reads a text.
     *
     * @param source what messages call it
     */
    public static ConfigJson parse(String source, String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (!json.isObject()) {
                throw new CheckpointException("%s holds %s where a JSON object is expected."
                        .formatted(source, json.getNodeType().name().toLowerCase(java.util.Locale.ROOT)));
            }
            return new ConfigJson(source, json);
        } catch (JacksonException e) {
            throw new CheckpointException("%s is not valid JSON: %s".formatted(source, e.getOriginalMessage()), e);
        }
    }

    /** The object as it was read. */
    public JsonNode json() {
        return json;
    }

    public boolean has(String key) {
        return json.hasNonNull(key);
    }

    public int integer(String key) {
        return require(integerOrEmpty(key), key);
    }

    public int integer(String key, int otherwise) {
        return integerOrEmpty(key).orElse(otherwise);
    }

    private Optional<Integer> integerOrEmpty(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        JsonNode value = json.get(key);
        if (!value.isNumber() || value.asDouble() != Math.rint(value.asDouble()) || !value.canConvertToInt()) {
            throw wrong(key, "a whole number", value);
        }
        return Optional.of(value.asInt());
    }

    public double number(String key) {
        return require(numberOrEmpty(key), key);
    }

    public double number(String key, double otherwise) {
        return numberOrEmpty(key).orElse(otherwise);
    }

    private Optional<Double> numberOrEmpty(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        JsonNode value = json.get(key);
        if (!value.isNumber()) {
            throw wrong(key, "a number", value);
        }
        return Optional.of(value.asDouble());
    }

    public boolean flag(String key, boolean otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        JsonNode value = json.get(key);
        if (!value.isBoolean()) {
            throw wrong(key, "true or false", value);
        }
        return value.asBoolean();
    }

    public String text(String key) {
        return require(textOrEmpty(key), key);
    }

    public String text(String key, String otherwise) {
        return textOrEmpty(key).orElse(otherwise);
    }

    private Optional<String> textOrEmpty(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        JsonNode value = json.get(key);
        if (!value.isString()) {
            throw wrong(key, "a text", value);
        }
        return Optional.of(value.asString());
    }

    /** The object under a key. */
    public Optional<ConfigJson> object(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        JsonNode value = json.get(key);
        if (!value.isObject()) {
            throw wrong(key, "an object", value);
        }
        return Optional.of(new ConfigJson(source + "." + key, value));
    }

    /** The whole numbers under a key; a single one counts as a list of one; empty if absent. */
    public List<Integer> integers(String key) {
        if (!has(key)) {
            return List.of();
        }
        JsonNode value = json.get(key);
        if (!value.isArray()) {
            return List.of(integer(key));
        }
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode item : value) {
            if (!item.canConvertToInt()) {
                throw wrong(key, "a list of whole numbers", value);
            }
            numbers.add(item.asInt());
        }
        return List.copyOf(numbers);
    }

    /** The texts under a key; empty if absent. */
    public List<String> texts(String key) {
        if (!has(key)) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : json.get(key)) {
            if (!item.isString()) {
                throw wrong(key, "a list of texts", json.get(key));
            }
            texts.add(item.asString());
        }
        return List.copyOf(texts);
    }

    /**
     * Refuses a setting that would change the answer and is not supported.
     *
     * @param key the setting
     * @param supported the only value, also meant where the key is absent
     */
    public void supportsOnly(String key, boolean supported) {
        if (flag(key, supported) != supported) {
            throw unsupported(key);
        }
    }

    /** The error for a value that is well-formed and cannot be honoured. */
    public CheckpointException unsupported(String key) {
        return new CheckpointException("%s asks for \"%s\": %s, which is not supported for model_type \"%s\"."
                .formatted(source, key, json.get(key), text("model_type", "?")));
    }

    private <T> T require(Optional<T> value, String key) {
        return value.orElseThrow(() -> new CheckpointException("%s lacks \"%s\".".formatted(source, key)));
    }

    private CheckpointException wrong(String key, String expected, JsonNode value) {
        String shown = value.toString();
        return new CheckpointException("%s: \"%s\" must be %s, not %s."
                .formatted(source, key, expected, shown.length() > 80 ? shown.substring(0, 80) + "…" : shown));
    }
}
