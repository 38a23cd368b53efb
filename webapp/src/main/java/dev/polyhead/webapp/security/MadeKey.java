package dev.polyhead.webapp.security;

/**
 * A key that was just made.
 *
 * @param secret the key itself, which is nowhere else and never shown again
 */
public record MadeKey(AccessKey key, String secret) {
    @Override
    public String toString() {
        return "MadeKey[%s, ***]".formatted(key);
    }
}
