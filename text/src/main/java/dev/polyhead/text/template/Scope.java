package dev.polyhead.text.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables: a loop's or a macro's own, then those around it. */
final class Scope {
    /** Rounds of loops and calls of macros in one rendering: a hundred times what long chats take. */
    private static final int MOST_STEPS = 1_000_000;

    private final @Nullable Scope outer;
    private final int[] steps;
    private final Map<String, @Nullable Object> values = new HashMap<>();

    Scope(@Nullable Scope outer) {
        this.outer = outer;
        this.steps = outer == null ? new int[1] : outer.steps;
    }

    /**
     * Counts a round of a loop or a call of a macro.
     *
     * @throws TemplateException if there were too many
     */
    void step() {
        if (++steps[0] > MOST_STEPS) {
            throw new TemplateException(
                    "The chat template takes more than %d steps, which is too many to be meant.".formatted(MOST_STEPS));
        }
    }

    void set(String name, @Nullable Object value) {
        values.put(name, value);
    }

    @Nullable
    Object get(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            if (scope.values.containsKey(name)) {
                return scope.values.get(name);
            }
        }
        return new Undefined(name);
    }
}
