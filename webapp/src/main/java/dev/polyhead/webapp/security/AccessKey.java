package dev.polyhead.webapp.security;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key of this server; the key itself is known to its owner alone.
 *
 * @param name for people, to tell keys apart
 * @param scope what it opens
 * @param expiresAt when it stops opening; never where absent
 * @param revokedAt when it was withdrawn
 */
public record AccessKey(
        UUID id,
        String name,
        Scope scope,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt) {
    /** Says whether it opens at this time. */
    public boolean isValid(Instant now) {
        return revokedAt == null && (expiresAt == null || expiresAt.isAfter(now));
    }

    /** {@code valid}, {@code expired} or {@code revoked}. */
    public String state() {
        if (revokedAt != null) {
            return "revoked";
        }
        return isValid(Instant.now()) ? "valid" : "expired";
    }
}
