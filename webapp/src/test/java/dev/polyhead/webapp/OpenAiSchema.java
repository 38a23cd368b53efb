package dev.polyhead.webapp;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Checks answers against OpenAI's own description of them, where that file is at hand. */
public final class OpenAiSchema {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private OpenAiSchema() {}

    /** Requires that a JSON text is what the schema of this name says. */
    public static void require(String name, String json) {
        assumeTrue(
                SharedData.exists("oracles/openai_openapi_subset.json"), "OpenAI's schema is not beside the checkout");
        JsonNode all = SharedData.json("oracles/openai_openapi_subset.json");
        List<String> faults = new ArrayList<>();
        check(all, all.at("/components/schemas/" + name), JSON.readTree(json), "$", faults);
        Assertions.assertThat(faults).as(name + " of " + json).isEmpty();
    }

    private static void check(JsonNode all, JsonNode schema, JsonNode value, String at, List<String> faults) {
        if (value.isNull() && schema.path("nullable").asBoolean(false)) {
            return;
        }
        if (schema.has("$ref")) {
            check(all, all.at(schema.get("$ref").asString().substring(1)), value, at, faults);
            return;
        }
        for (String choice : new String[] {"oneOf", "anyOf"}) {
            if (schema.has(choice) && !anyFits(all, schema.get(choice), value)) {
                faults.add(at + " fits none of " + choice);
            }
        }
        checkType(schema, value, at, faults);
        if (schema.has("enum") && !holds(schema.get("enum"), value)) {
            faults.add(at + " is " + value + ", not one of " + schema.get("enum"));
        }
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asString())) {
                faults.add(at + " lacks " + required.asString());
            }
        }
        schema.path("properties").properties().forEach(property -> {
            if (value.has(property.getKey())) {
                check(all, property.getValue(), value.get(property.getKey()), at + "." + property.getKey(), faults);
            }
        });
        if (schema.has("items") && value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                check(all, schema.get("items"), value.get(i), at + "[" + i + "]", faults);
            }
        }
    }

    private static boolean anyFits(JsonNode all, JsonNode choices, JsonNode value) {
        for (JsonNode choice : choices) {
            List<String> faults = new ArrayList<>();
            check(all, choice, value, "$", faults);
            if (faults.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static void checkType(JsonNode schema, JsonNode value, String at, List<String> faults) {
        boolean fits = switch (schema.path("type").asString("")) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> true;
        };
        if (!fits) {
            faults.add(at + " is " + value + ", not of type " + schema.get("type"));
        }
    }

    private static boolean holds(JsonNode list, JsonNode value) {
        for (JsonNode each : list) {
            if (each.equals(value)) {
                return true;
            }
        }
        return false;
    }
}
