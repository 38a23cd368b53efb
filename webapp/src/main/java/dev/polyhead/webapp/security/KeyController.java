package dev.polyhead.webapp.security;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Keys over REST, for admins. */
@RestController
@RequestMapping("/api/keys")
class KeyController {
    private final AccessKeys keys;

    KeyController(AccessKeys keys) {
        this.keys = keys;
    }

    /**
     * A key that is wanted.
     *
     * @param scope {@code read} where absent
     * @param expires after how long ({@code 90d}), or when ({@code 2030-01-31T00:00:00Z}); never where absent
     */
    record Wanted(
            @Nullable String name,
            @Nullable String scope,
            @Nullable String expires) {}

    /**
     * A key as it is shown.
     *
     * @param key the key itself: only in the answer to the request that made it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Shown(
            UUID id,
            String name,
            String scope,
            String state,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt,
            @Nullable String key) {
        static Shown of(AccessKey key, @Nullable String secret) {
            return new Shown(
                    key.id(),
                    key.name(),
                    key.scope().word(),
                    key.state(),
                    key.createdAt(),
                    key.expiresAt(),
                    key.revokedAt(),
                    secret);
        }
    }

    @GetMapping
    List<Shown> list() {
        return keys.all().stream().map(key -> Shown.of(key, null)).toList();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Shown create(@RequestBody Wanted wanted) {
        MadeKey made = keys.create(
                Optional.ofNullable(wanted.name()).orElse(""),
                KeyRing.scope(Optional.ofNullable(wanted.scope()).orElse("read")),
                KeyRing.end(wanted.expires()));
        return Shown.of(made.key(), made.secret());
    }

    @DeleteMapping("/{id}")
    Shown revoke(@PathVariable String id) {
        return Shown.of(keys.revoke(id), null);
    }
}
