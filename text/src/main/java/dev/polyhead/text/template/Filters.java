package dev.polyhead.text.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What can stand after {@code |}. */
final class Filters {
    static final Set<String> KNOWN = Set.of(
            "trim",
            "tojson",
            "length",
            "count",
            "upper",
            "lower",
            "capitalize",
            "title",
            "join",
            "first",
            "last",
            "default",
            "d",
            "string",
            "int",
            "float",
            "list",
            "map",
            "select",
            "reject",
            "selectattr",
            "rejectattr",
            "items",
            "dictsort",
            "replace",
            "indent",
            "safe",
            "unique",
            "sort",
            "sum",
            "abs",
            "reverse",
            "min",
            "max");

    private Filters() {}

    static TemplateException unknown(String filter) {
        return new TemplateException("The chat template uses the filter '%s', which is not supported. Known: %s."
                .formatted(filter, KNOWN.stream().sorted().toList()));
    }

    static @Nullable Object apply(String filter, @Nullable Object value, Given given) {
        return switch (filter) {
            case "default", "d" ->
                value instanceof Undefined || (given.flag(1, "boolean") && !Python.truth(value))
                        ? given.or(0, "default_value", "")
                        : value;
            case "trim" -> Methods.strip(Python.text(value), given.or(0, "chars", null), true, true);
            case "tojson" -> Json.text(value, given.or(1, "indent", null), given.flag(3, "sort_keys"));
            case "length", "count" -> Python.length(value);
            case "upper" -> Python.text(value).toUpperCase(Locale.ROOT);
            case "lower" -> Python.text(value).toLowerCase(Locale.ROOT);
            case "capitalize" -> Methods.capitalized(Python.text(value));
            case "title" -> Methods.titled(Python.text(value));
            case "string", "safe" -> Python.text(value);
            case "join" -> join(value, given);
            case "first" -> edge(value, true);
            case "last" -> edge(value, false);
            case "int" -> whole(value, given);
            case "float" ->
                value instanceof String text ? (Object) Double.valueOf(text) : (Object) Python.number(value);
            case "list" -> Python.items(value);
            case "map" -> map(value, given);
            case "select" -> kept(value, item -> tests(given, 0, item));
            case "reject" -> kept(value, item -> !tests(given, 0, item));
            case "selectattr" -> kept(value, item -> tests(given, 1, attribute(item, given.required(0))));
            case "rejectattr" -> kept(value, item -> !tests(given, 1, attribute(item, given.required(0))));
            case "items" -> Methods.entries(value);
            case "dictsort" -> sorted(Methods.entries(value), pair -> Python.item(pair, 0L), false);
            case "replace" -> Methods.replace(Python.text(value), given.required(0), given.required(1));
            case "indent" -> indent(Python.text(value), given);
            case "unique" -> unique(value);
            case "sort" -> {
                Object key = given.or(2, "attribute", null);
                yield sorted(
                        Python.items(value),
                        item -> key == null ? item : attribute(item, key),
                        given.flag(0, "reverse"));
            }
            case "sum" -> sum(value, given);
            case "abs" ->
                value instanceof Long number ? (Object) Math.abs(number) : (Object) Math.abs(Python.number(value));
            case "reverse" -> Python.slice(value, null, null, -1L);
            case "min" -> edge(sorted(Python.items(value), item -> item, false), true);
            case "max" -> edge(sorted(Python.items(value), item -> item, false), false);
            default -> throw unknown(filter);
        };
    }

    private static String join(@Nullable Object value, Given given) {
        Object attribute = given.or(1, "attribute", null);
        List<String> parts = new ArrayList<>();
        for (Object item : Python.items(value)) {
            parts.add(Python.text(attribute == null ? item : attribute(item, attribute)));
        }
        return String.join(Python.text(given.or(0, "d", "")), parts);
    }

    private static @Nullable Object edge(@Nullable Object value, boolean first) {
        List<@Nullable Object> items = Python.items(value);
        return items.isEmpty() ? new Undefined("an element of nothing") : items.get(first ? 0 : items.size() - 1);
    }

    private static @Nullable Object whole(@Nullable Object value, Given given) {
        if (!(value instanceof String text)) {
            return (long) Python.number(value);
        }
        try {
            return (long) Double.parseDouble(text.strip());
        } catch (NumberFormatException notANumber) {
            return given.or(0, "default", 0L); // Jinja's answer to any other text
        }
    }

    private static List<@Nullable Object> map(@Nullable Object value, Given given) {
        List<@Nullable Object> mapped = new ArrayList<>();
        Object attribute = given.named().get("attribute");
        for (Object item : Python.items(value)) {
            if (attribute != null) {
                Object entry = attribute(item, attribute);
                mapped.add(
                        entry instanceof Undefined && given.named().containsKey("default")
                                ? given.named().get("default")
                                : entry);
            } else {
                List<@Nullable Object> rest =
                        given.positional().subList(1, given.positional().size());
                mapped.add(apply(Python.text(given.required(0)), item, new Given(rest, given.named())));
            }
        }
        return mapped;
    }

    private static List<@Nullable Object> kept(@Nullable Object value, Predicate<@Nullable Object> test) {
        List<@Nullable Object> kept = new ArrayList<>();
        for (Object item : Python.items(value)) {
            if (test.test(item)) {
                kept.add(item);
            }
        }
        return kept;
    }

    private static boolean tests(Given given, int place, @Nullable Object item) {
        if (place >= given.positional().size()) {
            return Python.truth(item);
        }
        String test = Python.text(given.positional().get(place));
        List<@Nullable Object> arguments =
                given.positional().subList(place + 1, given.positional().size());
        return switch (test) {
            case "==", "!=", "<", "<=", ">", ">=", "in" -> Expression.Comparison.holds(test, item, arguments.get(0));
            default -> Tests.holds(test, item, arguments);
        };
    }

    private static @Nullable Object attribute(@Nullable Object item, @Nullable Object path) {
        Object value = item;
        for (String name : Python.text(path).split("\\.")) {
            value = Python.item(value, name);
        }
        return value;
    }

    private static String indent(String text, Given given) {
        Object width = given.or(0, "width", 4L);
        if (width instanceof Long spaces) {
            Python.requireLength(spaces);
        }
        String margin = width instanceof String own ? own : " ".repeat(Python.integer(width));
        boolean firstToo = given.flag(1, "first");
        boolean blankToo = given.flag(2, "blank");
        String[] lines = text.split("\n", -1);
        for (int i = firstToo ? 0 : 1; i < lines.length; i++) {
            lines[i] = lines[i].isEmpty() && !blankToo ? "" : margin + lines[i];
        }
        return String.join("\n", lines);
    }

    private static List<@Nullable Object> unique(@Nullable Object value) {
        Map<String, @Nullable Object> seen = new LinkedHashMap<>();
        for (Object item : Python.items(value)) {
            // Without regard to case, as Jinja does it.
            seen.putIfAbsent(Python.shown(item).toLowerCase(Locale.ROOT), item);
        }
        return new ArrayList<>(seen.values());
    }

    private interface Key {
        @Nullable
        Object of(@Nullable Object item);
    }

    private static List<@Nullable Object> sorted(List<@Nullable Object> items, Key key, boolean reverse) {
        int sign = reverse ? -1 : 1;
        List<@Nullable Object> sorted = new ArrayList<>(items);
        sorted.sort((a, b) -> sign * Python.compare(folded(key.of(a)), folded(key.of(b))));
        return sorted;
    }

    private static @Nullable Object folded(@Nullable Object value) {
        return value instanceof String text ? text.toLowerCase(Locale.ROOT) : value;
    }

    private static @Nullable Object sum(@Nullable Object value, Given given) {
        Object attribute = given.or(0, "attribute", null);
        Object sum = given.or(1, "start", 0L);
        for (Object item : Python.items(value)) {
            sum = Python.arithmetic("+", sum, attribute == null ? item : attribute(item, attribute));
        }
        return sum;
    }
}
