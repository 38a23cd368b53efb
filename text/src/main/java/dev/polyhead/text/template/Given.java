package dev.polyhead.text.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call or a filter is given.
 *
 * @param positional values by place
 * @param named values by name
 */
record Given(List<@Nullable Object> positional, Map<String, @Nullable Object> named) {
    /** @return the value at a place, {@code None} if there are fewer */
    @Nullable
    Object at(int place) {
        return place < positional.size() ? positional.get(place) : null;
    }

    String text(int place) {
        return Python.text(at(place));
    }

    @Nullable
    Object or(int place, String name, @Nullable Object otherwise) {
        if (named.containsKey(name)) {
            return named.get(name);
        }
        return place < positional.size() ? positional.get(place) : otherwise;
    }

    boolean flag(int place, String name) {
        return Python.truth(or(place, name, false));
    }

    @Nullable
    Object required(int place) {
        if (place >= positional.size()) {
            throw new TemplateException(
                    "The chat template leaves out value %d of a call or filter.".formatted(place + 1));
        }
        return positional.get(place);
    }
}
