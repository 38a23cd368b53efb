package dev.polyhead.webapp.text;

import dev.polyhead.core.generation.FinishReason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of one answer of OpenAI's interface begin with.
 *
 * @param id of this answer
 * @param created seconds since 1970
 * @param model as the request called it
 */
record Completion(String id, long created, String model) {
    static Completion begin(String kind, String model) {
        String id = kind + "-" + UUID.randomUUID().toString().replace("-", "");
        return new Completion(id, System.currentTimeMillis() / 1000, model);
    }

    Map<String, Object> body(String object, List<?> choices) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", id);
        body.put("object", object);
        body.put("created", created);
        body.put("model", model);
        body.put("choices", choices);
        return body;
    }

    /** A map in the order of its arguments, name and value by turns; values may be null. */
    static Map<String, Object> entries(@Nullable Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return map;
    }

    static String reason(FinishReason reason) {
        return reason == FinishReason.END_TOKEN || reason == FinishReason.RULE ? "stop" : "length";
    }
}
