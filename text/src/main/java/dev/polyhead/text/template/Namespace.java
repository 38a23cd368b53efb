package dev.polyhead.text.template;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code namespace(…)} makes: the only variables a loop can change for what follows it.
 *
 * @param values the variables
 */
record Namespace(Map<String, @Nullable Object> values) {}
