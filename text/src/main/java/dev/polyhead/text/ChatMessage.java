package dev.polyhead.text;

import org.jspecify.annotations.Nullable;

/**
 * Something that was said.
 *
 * @param role who said it: {@code system}, {@code user} or {@code assistant}
 * @param content what was said
 * @param name which of several in this role, for templates that tell them apart; null for none
 */
public record ChatMessage(
        String role, String content, @Nullable String name) {
    public ChatMessage {
        if (role.isBlank()) {
            throw new IllegalArgumentException("A message needs a role. Give system, user or assistant.");
        }
    }

    public ChatMessage(String role, String content) {
        this(role, content, null);
    }
}
