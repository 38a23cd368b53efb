package dev.polyhead.webapp.uploads;

import dev.polyhead.webapp.errors.ApiException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The fields of a form, read by name and type; what is wrong is a 400 that names the field. A list may come as
 * {@code name=a&name=b}, as {@code name[]=a}, or as {@code name=a,b}; an object as {@code name[key]=value}.
 */
public final class FormFields {
    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();

    /** Takes the fields of a request, as the servlet or a stored job gives them. */
    public FormFields(Map<String, List<String>> given) {
        given.forEach((name, list) -> values.computeIfAbsent(
                        name.endsWith("[]") ? name.substring(0, name.length() - 2) : name, key -> new ArrayList<>())
                .addAll(list));
    }

    /** The fields of a servlet request. */
    public static FormFields of(Map<String, String[]> parameters) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        parameters.forEach((name, list) -> lists.put(name, List.of(list)));
        return new FormFields(lists);
    }

    /** All fields, to be stored. */
    public Map<String, List<String>> all() {
        return values;
    }

    /** One value; empty if there is none, or only blanks. */
    public Optional<String> text(String name) {
        asked.add(name);
        List<String> given = values.getOrDefault(name, List.of());
        if (given.size() > 1) {
            throw ApiException.badRequest(name, "'%s' came %d times; send it once.".formatted(name, given.size()));
        }
        return given.stream().filter(value -> !value.isBlank()).findFirst();
    }

    /** A whole number. */
    public Optional<Integer> integer(String name) {
        return text(name).map(value -> {
            try {
                return Integer.valueOf(value.strip());
            } catch (NumberFormatException e) {
                String wrong = value.strip().matches("[+-]?\\d+") ? "too large a number" : "not a whole number";
                throw ApiException.badRequest(name, "'%s' is '%s', %s.".formatted(name, value, wrong));
            }
        });
    }

    /** A number. */
    public Optional<Double> number(String name) {
        return text(name).map(value -> number(name, value));
    }

    private static double number(String name, String value) {
        try {
            double number = Double.parseDouble(value.strip());
            if (Double.isNaN(number)) {
                throw ApiException.badRequest(name, "'%s' is NaN, not a number.".formatted(name));
            }
            return number;
        } catch (NumberFormatException e) {
            throw ApiException.badRequest(name, "'%s' is '%s', not a number.".formatted(name, value));
        }
    }

    /** True or false; a checkbox's {@code on} is true. */
    public Optional<Boolean> flag(String name) {
        return text(name).map(value -> switch (value.strip().toLowerCase(java.util.Locale.ROOT)) {
            case "true", "1", "on", "yes" -> true;
            case "false", "0", "off", "no" -> false;
            default -> throw ApiException.badRequest(name, "'%s' is '%s'. Send true or false.".formatted(name, value));
        });
    }

    /** Several values; empty if there are none. */
    public List<String> list(String name) {
        asked.add(name);
        return values.getOrDefault(name, List.of()).stream()
                .flatMap(value -> value.startsWith("[") ? Stream.of(inBrackets(value)) : Stream.of(value))
                .filter(value -> !value.isBlank())
                .toList();
    }

    /** Several values, perhaps within one field, between commas. */
    public List<String> commaList(String name) {
        return list(name).stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** Several numbers, perhaps within one field, between commas. */
    public List<Double> numbers(String name) {
        return commaList(name).stream().map(value -> number(name, value)).toList();
    }

    private static String[] inBrackets(String value) {
        String inner = value.endsWith("]") ? value.substring(1, value.length() - 1) : value.substring(1);
        String[] parts = inner.split(",");
        for (int i = 0; i < parts.length; i++) {
            parts[i] = parts[i].strip().replaceAll("^\"|\"$", "");
        }
        return parts;
    }

    /** The keys of an object sent as {@code name[key]=value}. */
    public Map<String, String> object(String name) {
        Map<String, String> object = new LinkedHashMap<>();
        values.forEach((field, list) -> {
            if (field.startsWith(name + "[") && field.endsWith("]")) {
                asked.add(field);
                object.put(field.substring(name.length() + 1, field.length() - 1), list.isEmpty() ? "" : list.get(0));
            }
        });
        return object;
    }

    /** Says whether a field came, whatever its value. */
    public boolean has(String name) {
        return values.containsKey(name) || values.keySet().stream().anyMatch(field -> field.startsWith(name + "["));
    }

    /**
     * Refuses what nobody asked for: a mistyped field would otherwise do nothing, in silence.
     *
     * @param known fields that are read elsewhere
     */
    public void refuseOthers(String... known) {
        Set<String> all = new LinkedHashSet<>(asked);
        all.addAll(List.of(known));
        for (String name : values.keySet()) {
            if (!all.contains(name)) {
                all.remove("_csrf"); // of the forms in the pages; nobody else sends it
                throw ApiException.badRequest(
                        name, "There is no field '%s' here. There are: %s.".formatted(name, String.join(", ", all)));
            }
        }
    }
}
