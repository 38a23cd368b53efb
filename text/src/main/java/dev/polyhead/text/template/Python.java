package dev.polyhead.text.template;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Python's values as templates see them: null is {@code None}; strings, {@link Long}, {@link Double}, {@link Boolean},
 * {@link List} and {@link Map} are themselves.
 */
final class Python {
    private Python() {}

    static boolean truth(@Nullable Object value) {
        if (value == null || value instanceof Undefined) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        if (value instanceof String text) {
            return !text.isEmpty();
        }
        if (value instanceof Collection<?> list) {
            return !list.isEmpty();
        }
        return !(value instanceof Map<?, ?> map) || !map.isEmpty();
    }

    /** What {@code str(value)} gives. */
    static String text(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        return value instanceof Undefined ? "" : shown(value);
    }

    /** What {@code repr(value)} gives. */
    static String shown(@Nullable Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        }
        if (value instanceof Double number) {
            return floating(number);
        }
        if (value instanceof String text) {
            return quoted(text);
        }
        StringBuilder shown = new StringBuilder();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> shown.append(shown.isEmpty() ? "" : ", ")
                    .append(shown(key))
                    .append(": ")
                    .append(shown(item)));
            return "{" + shown + "}";
        }
        if (value instanceof Collection<?> list) {
            list.forEach(item -> shown.append(shown.isEmpty() ? "" : ", ").append(shown(item)));
            if (value instanceof Tuple tuple) {
                return "(" + shown + (tuple.size() == 1 ? ",)" : ")");
            }
            return "[" + shown + "]";
        }
        return Objects.toString(value);
    }

    private static String floating(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e16) {
            return String.format(Locale.ROOT, "%.1f", value);
        }
        return Double.toString(value).replace("E-", "e-").replace("E", "e+");
    }

    private static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder quoted = new StringBuilder().append(quote);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                case '\r' -> quoted.append("\\r");
                case '\\' -> quoted.append("\\\\");
                default -> {
                    if (c == quote) {
                        quoted.append('\\');
                    }
                    quoted.appendCodePoint(c);
                }
            }
        });
        return quoted.append(quote).toString();
    }

    static boolean equal(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Undefined || right instanceof Undefined) {
            return left instanceof Undefined && right instanceof Undefined;
        }
        if (isNumber(left) && isNumber(right)) {
            return number(left) == number(right);
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            if (a.size() != b.size()) {
                return false;
            }
            for (int i = 0; i < a.size(); i++) {
                if (!equal(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return Objects.equals(left, right);
    }

    /** Booleans count as 0 and 1. */
    private static boolean isNumber(@Nullable Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    static double number(@Nullable Object value) {
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw wrong(value, "a number");
    }

    static int integer(@Nullable Object value) {
        if (value instanceof Double || !isNumber(value)) {
            throw wrong(value, "a whole number");
        }
        return (int) number(value);
    }

    static int compare(@Nullable Object left, @Nullable Object right) {
        if (left instanceof String a && right instanceof String b) {
            return a.compareTo(b);
        }
        return Double.compare(number(left), number(right));
    }

    static boolean contains(@Nullable Object container, @Nullable Object item) {
        if (container instanceof String text) {
            if (item instanceof String part) {
                return text.contains(part);
            }
            throw wrong(item, "a string, to be looked for in a string");
        }
        if (container instanceof Map<?, ?> map) {
            return item != null && map.containsKey(item);
        }
        return items(container).stream().anyMatch(other -> equal(other, item));
    }

    /** What a loop over the value sees. */
    static List<@Nullable Object> items(@Nullable Object value) {
        List<@Nullable Object> items = new ArrayList<>();
        if (value instanceof Collection<?> list) {
            items.addAll(list);
        } else if (value instanceof Map<?, ?> map) {
            items.addAll(map.keySet());
        } else if (value instanceof String text) {
            text.codePoints().forEach(c -> items.add(Character.toString(c)));
        } else if (!(value instanceof Undefined)) {
            throw wrong(value, "something to loop over");
        }
        return items;
    }

    static long length(@Nullable Object value) {
        return items(value).size();
    }

    /** Characters or items of one value: sixteen times the longest text a server takes. */
    private static final long MOST_LENGTH = 16L << 20;

    /**
     * Lets a value of this length be made.
     *
     * @throws TemplateException if a template that doubles a text again and again has come too far
     */
    static void requireLength(long length) {
        if (length > MOST_LENGTH) {
            throw new TemplateException(
                    "The chat template makes a value of %d parts, which is too long to be meant.".formatted(length));
        }
    }

    static @Nullable Object arithmetic(String operator, @Nullable Object left, @Nullable Object right) {
        if (operator.equals("~")) {
            return joined(text(left), text(right));
        }
        if (left instanceof Undefined missing) {
            throw missing.used();
        }
        if (right instanceof Undefined missing) {
            throw missing.used();
        }
        if (operator.equals("+") && left instanceof String a && right instanceof String b) {
            return joined(a, b);
        }
        if (operator.equals("+") && left instanceof List<?> a && right instanceof List<?> b) {
            requireLength((long) a.size() + b.size());
            List<@Nullable Object> joined = new ArrayList<>(a);
            joined.addAll(b);
            return joined;
        }
        if (operator.equals("*") && left instanceof String a) {
            requireLength((long) a.length() * Math.max(0, integer(right)));
            return a.repeat(Math.max(0, integer(right)));
        }
        if (operator.equals("*") && left instanceof List<?> a) {
            requireLength((long) a.size() * Math.max(0, integer(right)));
            return Collections.nCopies(Math.max(0, integer(right)), a).stream()
                    .flatMap(List::stream)
                    .toList();
        }
        if (!isNumber(left) || !isNumber(right)) {
            throw new TemplateException(
                    "The chat template cannot compute %s %s %s.".formatted(shown(left), operator, shown(right)));
        }
        boolean whole = !(left instanceof Double) && !(right instanceof Double) && !operator.equals("/");
        double a = number(left);
        double b = number(right);
        if (b == 0 && "//%".contains(operator)) {
            throw new TemplateException("The chat template divides by zero.");
        }
        double result = switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case "//" -> Math.floor(a / b);
            case "%" -> a - b * Math.floor(a / b); // the sign of the divisor, as in Python
            default -> Math.pow(a, b);
        };
        return whole ? (Object) (long) result : (Object) result;
    }

    private static String joined(String a, String b) {
        requireLength((long) a.length() + b.length());
        return a + b;
    }

    /** What {@code value[key]} gives. */
    static @Nullable Object item(@Nullable Object value, @Nullable Object key) {
        if (value instanceof Undefined missing) {
            throw missing.used();
        }
        if (value instanceof Map<?, ?> map) {
            return key != null && map.containsKey(key) ? map.get(key) : new Undefined(text(key));
        }
        if (value instanceof Namespace names) {
            return names.values().containsKey(text(key)) ? names.values().get(text(key)) : new Undefined(text(key));
        }
        if ((value instanceof List<?> || value instanceof String) && key instanceof Long index) {
            List<@Nullable Object> items = items(value);
            long at = index < 0 ? index + items.size() : index;
            return at >= 0 && at < items.size() ? items.get((int) at) : new Undefined("element " + index);
        }
        return new Undefined(text(key));
    }

    /** What {@code value[from:to:step]} gives; null stands for a bound left out. */
    static Object slice(@Nullable Object value, @Nullable Object from, @Nullable Object to, @Nullable Object step) {
        List<@Nullable Object> items = items(value);
        int by = step == null ? 1 : integer(step);
        if (by == 0) {
            throw new TemplateException("The chat template slices with a step of zero.");
        }
        int size = items.size();
        int start = from == null ? (by > 0 ? 0 : size - 1) : bound(integer(from), size, by);
        int end = to == null ? (by > 0 ? size : -1) : bound(integer(to), size, by);
        List<@Nullable Object> part = new ArrayList<>();
        for (int i = start; by > 0 ? i < end : i > end; i += by) {
            part.add(items.get(i));
        }
        return value instanceof String
                ? String.join("", part.stream().map(Python::text).toList())
                : part;
    }

    private static int bound(int index, int size, int by) {
        int at = index < 0 ? index + size : index;
        return by > 0 ? Math.max(0, Math.min(at, size)) : Math.max(-1, Math.min(at, size - 1));
    }

    static TemplateException wrong(@Nullable Object value, String wanted) {
        return value instanceof Undefined missing
                ? missing.used()
                : new TemplateException("The chat template takes %s for %s.".formatted(shown(value), wanted));
    }
}
