package dev.polyhead.webapp.security;

import java.util.Locale;

/** What a key opens; each scope includes those before it. */
public enum Scope {
    /** Look at everything, and have models answer: nothing is kept. */
    READ,
    /** Start work and change what is stored: transcriptions, compositions, collections, jobs. */
    WRITE,
    /** Models, keys, and what concerns the whole server. */
    ADMIN;

    /** Says whether this scope opens what asks for another. */
    public boolean includes(Scope other) {
        return compareTo(other) >= 0;
    }

    /** How it is written outside: {@code read}, {@code write}, {@code admin}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The scope of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Scope of(String word) {
        for (Scope scope : values()) {
            if (scope.word().equals(word)) {
                return scope;
            }
        }
        throw new IllegalArgumentException("'%s' is no scope. There are: read, write, admin.".formatted(word));
    }
}
