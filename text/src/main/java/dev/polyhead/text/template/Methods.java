package dev.polyhead.text.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The methods that strings, lists and mappings have in templates. */
final class Methods {
    private Methods() {}

    /** @return the method of that name, null if values of this kind have none */
    static @Nullable Callable of(@Nullable Object value, String name) {
        if (value instanceof String text) {
            return ofText(text, name);
        }
        if (value instanceof Map<?, ?> map) {
            return ofMap(map, name);
        }
        if (value instanceof List<?> list) {
            return ofList(list, name);
        }
        return null;
    }

    private static @Nullable Callable ofText(String text, String name) {
        return switch (name) {
            case "strip" -> given -> strip(text, given.at(0), true, true);
            case "lstrip" -> given -> strip(text, given.at(0), true, false);
            case "rstrip" -> given -> strip(text, given.at(0), false, true);
            case "split" -> given -> split(text, given.at(0), limit(given), false);
            case "rsplit" -> given -> split(text, given.at(0), limit(given), true);
            case "splitlines" -> given -> text.lines().toList();
            case "startswith" -> given -> any(given, text::startsWith);
            case "endswith" -> given -> any(given, text::endsWith);
            case "removeprefix" ->
                given -> text.startsWith(given.text(0))
                        ? text.substring(given.text(0).length())
                        : text;
            case "removesuffix" ->
                given -> text.endsWith(given.text(0))
                        ? text.substring(0, text.length() - given.text(0).length())
                        : text;
            case "upper" -> given -> text.toUpperCase(Locale.ROOT);
            case "lower" -> given -> text.toLowerCase(Locale.ROOT);
            case "title" -> given -> titled(text);
            case "capitalize" -> given -> capitalized(text);
            case "replace" -> given -> replace(text, given.at(0), given.at(1));
            case "find" -> given -> place(text, text.indexOf(given.text(0)));
            case "rfind" -> given -> place(text, text.lastIndexOf(given.text(0)));
            case "count" -> given -> (long) text.split(Pattern.quote(given.text(0)), -1).length - 1;
            case "join" ->
                given -> String.join(
                        text,
                        Python.items(given.at(0)).stream().map(Python::text).toList());
            case "isdigit" -> given -> all(text, Character::isDigit);
            case "isalpha" -> given -> all(text, Character::isLetter);
            case "isspace" -> given -> all(text, Character::isWhitespace);
            default -> null;
        };
    }

    private static @Nullable Callable ofMap(Map<?, ?> map, String name) {
        return switch (name) {
            case "items" -> given -> entries(map);
            case "keys" -> given -> new ArrayList<@Nullable Object>(map.keySet());
            case "values" -> given -> new ArrayList<@Nullable Object>(map.values());
            case "get" ->
                given -> {
                    Object key = given.at(0);
                    return key != null && map.containsKey(key) ? map.get(key) : given.at(1);
                };
            default -> null;
        };
    }

    private static @Nullable Callable ofList(List<?> list, String name) {
        return switch (name) {
            case "index" ->
                given -> {
                    for (int i = 0; i < list.size(); i++) {
                        if (Python.equal(list.get(i), given.at(0))) {
                            return (long) i;
                        }
                    }
                    throw new TemplateException("The chat template looks for %s, which the list lacks."
                            .formatted(Python.shown(given.at(0))));
                };
            case "count" ->
                given -> list.stream()
                        .filter(item -> Python.equal(item, given.at(0)))
                        .count();
            default -> null;
        };
    }

    static List<@Nullable Object> entries(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            if (value instanceof Undefined) {
                return new ArrayList<>();
            }
            throw Python.wrong(value, "a mapping");
        }
        List<@Nullable Object> entries = new ArrayList<>();
        map.forEach((key, item) -> entries.add(new Tuple(Arrays.asList(key, item))));
        return entries;
    }

    static String strip(String text, @Nullable Object characters, boolean left, boolean right) {
        String set = characters == null ? null : Python.text(characters);
        int from = 0;
        int to = text.length();
        while (left && from < to && strips(set, text.charAt(from))) {
            from++;
        }
        while (right && to > from && strips(set, text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean strips(@Nullable String set, char c) {
        return set == null
                ? Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085'
                : set.indexOf(c) >= 0;
    }

    static String replace(String text, @Nullable Object from, @Nullable Object to) {
        return text.replace(Python.text(from), Python.text(to));
    }

    static String capitalized(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT)
                + text.substring(first).toLowerCase(Locale.ROOT);
    }

    static String titled(String text) {
        StringBuilder titled = new StringBuilder();
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            titled.append(inWord ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inWord = Character.isLetter(c);
        }
        return titled.toString();
    }

    private static List<String> split(String text, @Nullable Object separator, int limit, boolean fromRight) {
        if (separator == null) {
            String trimmed = strip(text, null, true, true);
            if (limit >= 0) {
                throw new TemplateException(
                        "The chat template splits at spaces with a limit, which is not supported. Name the separator.");
            }
            return trimmed.isEmpty() ? List.of() : List.of(trimmed.split("\\s+"));
        }
        String by = Python.text(separator);
        if (by.isEmpty()) {
            throw new TemplateException("The chat template splits at an empty separator.");
        }
        List<String> parts = new ArrayList<>();
        int left = limit < 0 ? Integer.MAX_VALUE : limit;
        if (fromRight) {
            String rest = text;
            for (int at = rest.lastIndexOf(by); left > 0 && at >= 0; left--, at = rest.lastIndexOf(by)) {
                parts.add(0, rest.substring(at + by.length()));
                rest = rest.substring(0, at);
            }
            parts.add(0, rest);
            return parts;
        }
        int from = 0;
        for (int at = text.indexOf(by); left > 0 && at >= 0; left--, at = text.indexOf(by, from)) {
            parts.add(text.substring(from, at));
            from = at + by.length();
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static int limit(Given given) {
        return Python.integer(given.or(1, "maxsplit", -1L));
    }

    private static boolean any(Given given, Predicate<String> test) {
        Object wanted = given.at(0);
        return wanted instanceof List<?> several
                ? several.stream().map(Python::text).anyMatch(test)
                : test.test(Python.text(wanted));
    }

    private static boolean all(String text, IntPredicate test) {
        return !text.isEmpty() && text.codePoints().allMatch(test);
    }

    private static long place(String text, int unit) {
        return unit < 0 ? -1 : text.codePointCount(0, unit);
    }
}
