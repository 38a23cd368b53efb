package dev.polyhead.text.template;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** JSON as Python's {@code json.dumps(value, ensure_ascii=False)} writes it: a space after each comma and colon. */
final class Json {
    private final @Nullable String margin;
    private final boolean sorts;
    private final StringBuilder out = new StringBuilder();

    private Json(@Nullable String margin, boolean sorts) {
        this.margin = margin;
        this.sorts = sorts;
    }

    static String text(@Nullable Object value, @Nullable Object indent, boolean sorts) {
        String margin = indent == null ? null : indent instanceof String own ? own : " ".repeat(Python.integer(indent));
        Json json = new Json(margin, sorts);
        json.write(value, 0);
        return json.out.toString();
    }

    private void write(@Nullable Object value, int depth) {
        if (value == null) {
            out.append("null");
        } else if (value instanceof String text) {
            quote(text);
        } else if (value instanceof Map<?, ?> map) {
            Map<?, ?> ordered = sorts ? new TreeMap<>(map) : map;
            int[] count = {0};
            out.append('{');
            ordered.forEach((key, item) -> {
                separate(count[0]++, depth + 1);
                quote(Python.text(key));
                out.append(": ");
                write(item, depth + 1);
            });
            end(count[0], depth, '}');
        } else if (value instanceof Collection<?> list) {
            int count = 0;
            out.append('[');
            for (Object item : list) {
                separate(count++, depth + 1);
                write(item, depth + 1);
            }
            end(count, depth, ']');
        } else if (value instanceof Boolean || value instanceof Number) {
            out.append(value instanceof Boolean ? value.toString() : Python.shown(value));
        } else {
            throw Python.wrong(value, "something that JSON can hold");
        }
    }

    private void separate(int before, int depth) {
        if (before > 0) {
            out.append(margin == null ? ", " : ",");
        }
        newLine(depth);
    }

    private void end(int count, int depth, char bracket) {
        if (count > 0) {
            newLine(depth);
        }
        out.append(bracket);
    }

    private void newLine(int depth) {
        if (margin != null) {
            out.append('\n').append(margin.repeat(depth));
        }
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
