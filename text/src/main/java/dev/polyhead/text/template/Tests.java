package dev.polyhead.text.template;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can stand after {@code is}. */
final class Tests {
    static final Set<String> KNOWN = Set.of(
            "defined",
            "undefined",
            "none",
            "string",
            "number",
            "integer",
            "float",
            "boolean",
            "true",
            "false",
            "mapping",
            "sequence",
            "iterable",
            "callable",
            "odd",
            "even",
            "divisibleby",
            "lower",
            "upper",
            "sameas",
            "equalto",
            "eq",
            "ne",
            "lt",
            "le",
            "gt",
            "ge",
            "in");

    private Tests() {}

    static boolean holds(String test, @Nullable Object value, List<@Nullable Object> arguments) {
        return switch (test) {
            case "defined" -> !(value instanceof Undefined);
            case "undefined" -> value instanceof Undefined;
            case "none" -> value == null;
            case "string" -> value instanceof String;
            case "number" -> value instanceof Number || value instanceof Boolean;
            case "integer" -> value instanceof Long;
            case "float" -> value instanceof Double;
            case "boolean" -> value instanceof Boolean;
            case "true" -> Boolean.TRUE.equals(value);
            case "false" -> Boolean.FALSE.equals(value);
            case "mapping" -> value instanceof Map;
            case "sequence" -> value instanceof Collection || value instanceof String || value instanceof Map;
            case "iterable" ->
                value instanceof Collection
                        || value instanceof String
                        || value instanceof Map
                        || value instanceof Undefined;
            case "callable" -> value instanceof Callable;
            case "odd" -> Math.floorMod(Python.integer(value), 2) == 1;
            case "even" -> Math.floorMod(Python.integer(value), 2) == 0;
            case "divisibleby" -> Python.integer(value) % Python.integer(first(test, arguments)) == 0;
            case "lower" -> Python.text(value).equals(Python.text(value).toLowerCase(Locale.ROOT));
            case "upper" -> Python.text(value).equals(Python.text(value).toUpperCase(Locale.ROOT));
            case "sameas", "equalto", "eq" -> Python.equal(value, first(test, arguments));
            case "ne" -> !Python.equal(value, first(test, arguments));
            case "lt" -> Python.compare(value, first(test, arguments)) < 0;
            case "le" -> Python.compare(value, first(test, arguments)) <= 0;
            case "gt" -> Python.compare(value, first(test, arguments)) > 0;
            case "ge" -> Python.compare(value, first(test, arguments)) >= 0;
            case "in" -> Python.contains(first(test, arguments), value);
            default -> throw unknown(test);
        };
    }

    static TemplateException unknown(String test) {
        return new TemplateException("The chat template tests 'is %s', which is not supported. Known: %s."
                .formatted(test, KNOWN.stream().sorted().toList()));
    }

    private static @Nullable Object first(String test, List<@Nullable Object> arguments) {
        if (arguments.isEmpty()) {
            throw new TemplateException("The chat template's test 'is %s' needs a value.".formatted(test));
        }
        return arguments.get(0);
    }
}
