package dev.polyhead.webapp.security;

import dev.polyhead.webapp.system.FolderDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/** Makes, lists and withdraws the keys of a database; for the server, and for the command line while no server runs. */
public final class KeyRing {
    private static final int LONGEST_NAME = 100;

    private final KeyStore store;

    KeyRing(KeyStore store) {
        this.store = store;
    }

    /**
     * The keys of a data folder that no server uses.
     *
     * @throws dev.polyhead.webapp.system.StartRefused if a server uses it, or a newer program wrote it
     */
    public static KeyRing of(Path dataFolder) {
        return new KeyRing(new KeyStore(FolderDatabase.open(dataFolder)));
    }

    /** All keys, revoked and expired ones too. */
    public List<AccessKey> all() {
        return store.all();
    }

    /**
     * Makes a key.
     *
     * @param name 1 to 100 characters, not one that a key in use has
     * @param expiresAt when it stops opening; never where absent
     * @throws KeyRefused if the name or the end will not do
     */
    public MadeKey create(String name, Scope scope, @Nullable Instant expiresAt) {
        String plain = name.strip();
        if (plain.isEmpty() || plain.length() > LONGEST_NAME || plain.matches("(?s).*[\\p{Cntrl}\\p{Cf}].*")) {
            throw new KeyRefused(
                    KeyRefused.Why.NAME, "A key needs a name of 1 to 100 characters, by which you will know it again.");
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            throw new KeyRefused(
                    KeyRefused.Why.EXPIRES, "The key would have expired already, at %s.".formatted(expiresAt));
        }
        if (store.all().stream().anyMatch(key -> key.name().equals(plain) && key.isValid(now))) {
            throw new KeyRefused(
                    KeyRefused.Why.NAME,
                    "There is a key '%s' already. Revoke it, or choose another name.".formatted(plain));
        }
        AccessKey key = new AccessKey(UUID.randomUUID(), plain, scope, now, expiresAt, null);
        String secret = Secrets.random();
        store.add(key, Secrets.hash(secret));
        return new MadeKey(key, secret);
    }

    /**
     * Finds a key.
     *
     * @param idOrName a name finds the key in use, before those that were
     * @throws KeyRefused if there is none
     */
    public AccessKey find(String idOrName) {
        List<AccessKey> all = store.all();
        return all.stream()
                .filter(key -> key.id().toString().equals(idOrName))
                .findFirst()
                .or(() -> all.stream()
                        .filter(key -> key.name().equals(idOrName))
                        .max(Comparator.comparing(key -> key.revokedAt() == null)))
                .orElseThrow(() -> new KeyRefused(KeyRefused.Why.UNKNOWN, "There is no key '%s'.".formatted(idOrName)));
    }

    /** Withdraws a key; nothing happens if it was before. */
    public AccessKey revoke(AccessKey key) {
        store.revoke(key.id(), Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return find(key.id().toString());
    }

    /**
     * The scope of this name.
     *
     * @throws KeyRefused if there is none
     */
    public static Scope scope(String word) {
        try {
            return Scope.of(word);
        } catch (IllegalArgumentException e) {
            throw new KeyRefused(KeyRefused.Why.SCOPE, String.valueOf(e.getMessage()));
        }
    }

    /**
     * When a key expires.
     *
     * @param text after how long ({@code 90d}), or when ({@code 2030-01-31T00:00:00Z}); never where absent or empty
     * @throws KeyRefused if it is neither
     */
    public static @Nullable Instant end(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return Character.isDigit(text.charAt(0)) && text.contains("T")
                    ? Instant.parse(text)
                    : Instant.now().plus(DurationStyle.detectAndParse(text));
        } catch (DateTimeParseException | IllegalArgumentException | ArithmeticException e) {
            throw new KeyRefused(
                    KeyRefused.Why.EXPIRES, "'%s' is no time. Send 90d, 12h, or 2030-01-31T00:00:00Z.".formatted(text));
        }
    }
}
