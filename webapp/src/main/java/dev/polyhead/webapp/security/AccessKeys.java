package dev.polyhead.webapp.security;

import dev.polyhead.webapp.system.DataFolder;
import dev.polyhead.webapp.system.PolyheadProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The admin key and the sessions opened with it. Only hashes are held: of a key with so much randomness a plain
 * SHA-256 tells nothing.
 */
@Component
class AccessKeys {
    /** How long a browser stays logged in. */
    static final Duration SESSION = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(AccessKeys.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte @Nullable [] adminKey;
    private final Map<String, Instant> sessions = new ConcurrentHashMap<>();

    AccessKeys(PolyheadProperties properties, DataFolder data) {
        String given = properties.security().adminKey();
        Path kept = data.root().resolve("admin-key.sha256");
        try {
            if (given != null && !given.isEmpty()) {
                adminKey = hash(given);
            } else if (Files.exists(kept)) {
                adminKey = HexFormat.of().parseHex(Files.readString(kept).strip());
            } else if (properties.security().createAdminKey()) {
                String made = random();
                adminKey = hash(made);
                Files.writeString(kept, HexFormat.of().formatHex(adminKey) + "\n");
                LOG.warn("The admin key of this server is {} - it is shown this once; keep it.", made);
            } else {
                adminKey = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The admin key cannot be kept in " + kept, e);
        }
    }

    /** Says whether requests need a key at all. */
    boolean required() {
        return adminKey != null;
    }

    /** Says whether this is the key; takes the same time for every wrong one. */
    boolean matches(String key) {
        return adminKey != null && MessageDigest.isEqual(adminKey, hash(key));
    }

    /** Opens a session for a browser that showed the key. */
    String openSession() {
        sessions.values().removeIf(end -> end.isBefore(Instant.now()));
        String token = random();
        sessions.put(HexFormat.of().formatHex(hash(token)), Instant.now().plus(SESSION));
        return token;
    }

    /** Says whether a browser's session is open. */
    boolean isOpen(String token) {
        Instant end = sessions.get(HexFormat.of().formatHex(hash(token)));
        return end != null && end.isAfter(Instant.now());
    }

    /** Ends a session. */
    void closeSession(String token) {
        sessions.remove(HexFormat.of().formatHex(hash(token)));
    }

    /** 256 random bits as text. */
    static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
