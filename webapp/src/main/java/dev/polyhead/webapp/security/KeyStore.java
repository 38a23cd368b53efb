package dev.polyhead.webapp.security;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keys and logins as rows; only hashes of secrets are in them. */
final class KeyStore {
    private static final String COLUMNS = "id, name, scope, created_at, expires_at, revoked_at";

    private final JdbcClient database;

    KeyStore(JdbcClient database) {
        this.database = database;
    }

    void add(AccessKey key, String hash) {
        database.sql("insert into access_key (" + COLUMNS + ", hash)"
                        + " values (:id, :name, :scope, :created, :expires, :revoked, :hash)")
                .param("id", key.id())
                .param("name", key.name())
                .param("scope", key.scope().word())
                .param("created", time(key.createdAt()))
                .param("expires", key.expiresAt() == null ? null : time(key.expiresAt()))
                .param("revoked", key.revokedAt() == null ? null : time(key.revokedAt()))
                .param("hash", hash)
                .update();
    }

    List<AccessKey> all() {
        return database.sql("select %s from access_key order by created_at, name".formatted(COLUMNS))
                .query(KeyStore::key)
                .list();
    }

    Optional<AccessKey> byHash(String hash) {
        return database.sql("select %s from access_key where hash = ?".formatted(COLUMNS))
                .param(hash)
                .query(KeyStore::key)
                .optional();
    }

    /** Says whether a key was ever made and not withdrawn; one that expired counts, or its end would open the server. */
    boolean isAnyLeft() {
        return database.sql("select exists (select 1 from access_key where revoked_at is null)")
                .query(Boolean.class)
                .single();
    }

    void revoke(UUID id, Instant at) {
        database.sql("update access_key set revoked_at = ? where id = ? and revoked_at is null")
                .params(time(at), id)
                .update();
    }

    void addLogin(String hash, String keyHash, Instant end) {
        database.sql("delete from login where ends_at < ?")
                .param(time(Instant.now()))
                .update();
        database.sql("insert into login (hash, key_hash, ends_at) values (?, ?, ?)")
                .params(hash, keyHash, time(end))
                .update();
    }

    /** The hash of the key that a login was opened with. */
    Optional<String> keyOfLogin(String hash) {
        return database.sql("select key_hash from login where hash = ? and ends_at > ?")
                .params(hash, time(Instant.now()))
                .query(String.class)
                .optional();
    }

    void removeLogin(String hash) {
        database.sql("delete from login where hash = ?").param(hash).update();
    }

    private static AccessKey key(ResultSet row, int number) throws SQLException {
        return new AccessKey(
                row.getObject("id", UUID.class),
                row.getString("name"),
                Scope.of(row.getString("scope")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row.getObject("expires_at", OffsetDateTime.class)),
                instant(row.getObject("revoked_at", OffsetDateTime.class)));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
