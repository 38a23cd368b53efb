package dev.polyhead.webapp.security;

import dev.polyhead.webapp.system.DataFolder;
import dev.polyhead.webapp.system.PolyheadProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who holds a key, and what it opens: the one of the configuration ({@code POLYHEAD_ADMIN_KEY}) opens everything, those
 * of the database what they were made for. As soon as there is one, nobody enters without.
 */
@Component
class AccessKeys {
    /** How long a browser stays logged in. */
    static final Duration LOGIN = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(AccessKeys.class);

    private final KeyRing ring;
    private final KeyStore store;
    private final @Nullable String configured;

    AccessKeys(PolyheadProperties properties, DataFolder data, JdbcClient database) {
        store = new KeyStore(database);
        ring = new KeyRing(store);
        String given = properties.security().adminKey();
        configured = given == null || given.isEmpty() ? null : Secrets.hash(given);
        takeOver(data.root().resolve("admin-key.sha256"));
        if (properties.security().createAdminKey() && !isRequired()) {
            MadeKey made = ring.create("first admin key", Scope.ADMIN, null);
            LOG.warn("The admin key of this server is {} - it is shown this once; keep it.", made.secret());
        }
    }

    /** The key that earlier versions kept in a file of its own. */
    private void takeOver(Path file) {
        try {
            if (Files.exists(file)) {
                String hash = Files.readString(file).strip();
                if (store.byHash(hash).isEmpty()) {
                    store.add(
                            new AccessKey(UUID.randomUUID(), "first admin key", Scope.ADMIN, Instant.now(), null, null),
                            hash);
                }
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The admin key in %s cannot be taken over.".formatted(file), e);
        }
    }

    /** Says whether requests need a key at all. */
    boolean isRequired() {
        return configured != null || store.isAnyLeft();
    }

    /** Says whether a key is the one of the configuration, which a person chose and others might guess. */
    boolean isConfigured(String hash) {
        return configured != null
                && MessageDigest.isEqual(
                        configured.getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII));
    }

    /** Whom a key lets in; empty if it is none of ours, expired or revoked. */
    Optional<Caller> caller(String hash) {
        if (isConfigured(hash)) {
            return Optional.of(new Caller("configured admin key", Scope.ADMIN, true));
        }
        return store.byHash(hash)
                .filter(key -> key.isValid(Instant.now()))
                .map(key -> new Caller(key.name(), key.scope(), true));
    }

    /** All keys of the database, revoked and expired ones too. */
    List<AccessKey> all() {
        return store.all();
    }

    /**
     * Makes a key.
     *
     * @param expiresAt when it stops opening; never where absent
     * @throws KeyRefused if it is the first and would lock everybody out, or nonsense was given
     */
    MadeKey create(String name, Scope scope, @Nullable Instant expiresAt) {
        if (!isRequired() && (scope != Scope.ADMIN || expiresAt != null)) {
            throw new KeyRefused(
                    KeyRefused.Why.SCOPE,
                    "The first key has to be of scope 'admin' and without an end: from then on nobody enters without a"
                            + " key, and somebody must be able to make more.");
        }
        MadeKey made = ring.create(name, scope, expiresAt);
        LOG.info("Key '{}' of scope {} was made.", made.key().name(), scope.word());
        return made;
    }

    /**
     * Withdraws a key, at once and with all logins opened by it.
     *
     * @throws KeyRefused if it is unknown, or the last that opens everything
     */
    AccessKey revoke(String idOrName) {
        AccessKey key = ring.find(idOrName);
        boolean otherAdmin = configured != null
                || store.all().stream()
                        .anyMatch(other -> !other.id().equals(key.id())
                                && other.scope() == Scope.ADMIN
                                && other.expiresAt() == null
                                && other.revokedAt() == null);
        if (key.scope() == Scope.ADMIN && key.isValid(Instant.now()) && !otherAdmin) {
            throw new KeyRefused(
                    KeyRefused.Why.LAST,
                    "'%s' is the last admin key; without it nobody could enter. Make another one first."
                            .formatted(key.name()));
        }
        LOG.info("Key '{}' was revoked.", key.name());
        return ring.revoke(key);
    }

    /** Opens a login for a browser that showed a key. */
    String logIn(String keyHash) {
        String token = Secrets.random();
        store.addLogin(Secrets.hash(token), keyHash, Instant.now().plus(LOGIN));
        return token;
    }

    /** Whom a browser's login lets in: nobody once its key no longer opens. */
    Optional<Caller> loggedIn(String token) {
        return store.keyOfLogin(Secrets.hash(token)).flatMap(this::caller);
    }

    /** Ends a login. */
    void logOut(String token) {
        store.removeLogin(Secrets.hash(token));
    }
}
