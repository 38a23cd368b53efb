package dev.polyhead.webapp.composition;

import dev.polyhead.music.ComposeOptions;
import dev.polyhead.music.Key;
import dev.polyhead.music.PlayingRules;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.uploads.FormFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a request for a piece.
 *
 * @param model id or alias
 * @param title what to call the piece; null for a name of its own
 * @param options what the piece shall be like; its seed is set
 * @param from id of a composition to continue; null for none
 * @param at second of that composition from which to go on; null for its end
 * @param candidate which of its pieces
 */
record CompositionFields(
        String model,
        @Nullable String title,
        ComposeOptions options,
        @Nullable UUID from,
        @Nullable Double at,
        int candidate) {
    static final String DEFAULT_MODEL = "music-tiny";

    /**
     * Reads a form.
     *
     * @throws ApiException 400 that names the field which makes no sense
     */
    static CompositionFields read(FormFields fields) {
        String model = fields.text("model").orElse(DEFAULT_MODEL);
        String title = fields.text("title").map(CompositionFields::title).orElse(null);
        long seed = fields.text("seed")
                .map(CompositionFields::seed)
                .orElseGet(() -> ThreadLocalRandom.current().nextLong(1L << 32));
        PlayingRules rules = rules(fields);
        UUID from = fields.text("from").map(CompositionFields::id).orElse(null);
        Double at = fields.number("at").orElse(null);
        int candidate = fields.integer("candidate").orElse(0);
        if (from == null && at != null) {
            throw ApiException.badRequest("at", "'at' says from where to go on, but 'from' names no composition.");
        }
        if (from == null && fields.has("candidate")) {
            throw ApiException.badRequest(
                    "candidate", "'candidate' says which piece to go on from, but 'from' names no composition.");
        }
        if (fields.has("primer")) {
            throw ApiException.badRequest(
                    "primer", "'primer' is a MIDI file or a recording: send it as a file of multipart/form-data.");
        }
        Optional<Double> seconds = fields.number("seconds");
        Optional<Integer> maxEvents = fields.integer("maxEvents");
        Optional<Double> temperature = fields.number("temperature");
        Optional<Integer> topK = fields.integer("topK");
        Optional<Double> topP = fields.number("topP");
        int candidates = fields.integer("candidates").orElse(1);
        fields.refuseOthers("_csrf");
        ComposeOptions options = refusing(
                "seconds",
                () -> new ComposeOptions(
                        seconds.orElse(null),
                        maxEvents.orElse(null),
                        temperature.orElse(null),
                        topK.orElse(null),
                        topP.orElse(null),
                        seed,
                        candidates,
                        rules));
        return new CompositionFields(model, title, options, from, at, candidate);
    }

    /**
     * The fields of a JSON object.
     *
     * @throws ApiException 400 if it is none, or a field is a list or an object
     */
    static FormFields ofJson(JsonNode json) {
        if (!json.isObject()) {
            throw ApiException.badRequest(null, "The body has to be a JSON object, such as {\"seconds\": 20}.");
        }
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            if (entry.getValue().isContainer()) {
                throw ApiException.badRequest(entry.getKey(), "'%s' has to be one value.".formatted(entry.getKey()));
            }
            if (!entry.getValue().isNull()) {
                fields.put(entry.getKey(), List.of(entry.getValue().asString()));
            }
        }
        return new FormFields(fields);
    }

    private static PlayingRules rules(FormFields fields) {
        Key key = fields.text("key")
                .map(text -> refusing("key", () -> Key.parse(text)))
                .orElse(null);
        Double tempo = fields.number("tempo").orElse(null);
        int voices = fields.integer("maxPolyphony").orElse(PlayingRules.DEFAULT.maxPolyphony());
        double longest = fields.number("maxNoteSeconds").orElse(PlayingRules.DEFAULT.maxNoteSeconds());
        return refusing("tempo", () -> new PlayingRules(voices, longest, key, tempo));
    }

    private static String title(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", " ").strip();
        return plain.length() <= 200 ? plain : plain.substring(0, 200);
    }

    private static long seed(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("seed", "'seed' is '%s', not a whole number.".formatted(text));
        }
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text.strip());
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("from", "'from' is '%s', not the id of a composition.".formatted(text));
        }
    }

    /** Lets a value object refuse what it is given, as a 400 that names the field its message begins with. */
    private static <T> T refusing(String param, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            List<String> names = List.of("seconds", "maxEvents", "temperature", "topK", "topP", "candidates");
            String named =
                    names.stream().filter(message::startsWith).findFirst().orElse(param);
            if (message.contains("polyphony")) {
                named = "maxPolyphony";
            } else if (message.startsWith("Notes of at most")) {
                named = "maxNoteSeconds";
            }
            throw ApiException.badRequest(named, message);
        }
    }
}
