package dev.polyhead.text;

/**
 * Something that was said.
 *
 * @param role who said it: {@code system}, {@code user} or {@code assistant}
 * @param content what was said
 */
public record ChatMessage(String role, String content) {
    public ChatMessage {
        if (role.isBlank()) {
            throw new IllegalArgumentException("A message needs a role. Give system, user or assistant.");
        }
    }
}
