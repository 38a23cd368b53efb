package dev.polyhead.cli;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where keys are made and withdrawn: a data folder, or a server that runs. */
interface KeyPlace {
    /** A key as it is listed; {@code expiresAt} is absent where it never does. */
    record Row(
            String id,
            String name,
            String scope,
            String state,
            Instant createdAt,
            @Nullable Instant expiresAt) {}

    /** A key that was just made; the secret is nowhere else. */
    record Made(String name, String scope, String secret) {}

    List<Row> list();

    /**
     * Makes a key.
     *
     * @param expires after how long, or when; never where absent
     */
    Made create(String name, String scope, @Nullable String expires);

    /** Withdraws a key, by name or id. */
    void revoke(String key);
}
