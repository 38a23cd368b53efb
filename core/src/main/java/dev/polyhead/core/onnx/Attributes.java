package dev.polyhead.core.onnx;

import java.util.LinkedHashMap;
import java.util.Map;

/** Attributes of an operator: {@code with("num_heads", 8).and("scale", 0.125f)}. */
public final class Attributes {
    public static final Attributes NONE = new Attributes();

    private final Map<String, Object> values = new LinkedHashMap<>();

    private Attributes() {}

    public static Attributes with(String name, Object value) {
        return new Attributes().and(name, value);
    }

    /** Adds one: an integer, a float, a text, or an array of longs. */
    public Attributes and(String name, Object value) {
        values.put(name, value);
        return this;
    }

    Map<String, Object> values() {
        return values;
    }
}
