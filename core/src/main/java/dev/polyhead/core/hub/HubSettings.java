package dev.polyhead.core.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * How the hub is reached.
 *
 * @param endpoint its address; {@code HF_ENDPOINT}
 * @param token shows who asks; {@code HF_TOKEN}, or the file where {@code hf auth login} keeps it. Sent to the endpoint
 *     only, never logged
 * @param cache where downloads go
 * @param offline whether the network is forbidden; {@code POLYHEAD_OFFLINE} or {@code HF_HUB_OFFLINE}
 * @param connections how many parts of a file are fetched at once
 * @param part bytes of a part
 * @param attempts how often a request is tried without any progress
 * @param backOff wait before the second attempt; doubles from there
 * @param patience how long to wait for an answer or the next bytes of one
 */
public record HubSettings(
        URI endpoint,
        @Nullable String token,
        HubCache cache,
        boolean offline,
        int connections,
        long part,
        int attempts,
        Duration backOff,
        Duration patience) {
    public HubSettings {
        if (!List.of("http", "https").contains(String.valueOf(endpoint.getScheme())) || endpoint.getHost() == null) {
            throw new IllegalArgumentException(
                    "'%s' is no address of a hub. Give HF_ENDPOINT as https://host.".formatted(endpoint));
        }
        if (connections < 1 || part < 1 || attempts < 1) {
            throw new IllegalArgumentException(
                    "The hub needs at least one connection, byte a part and attempt, not %d, %d, %d."
                            .formatted(connections, part, attempts));
        }
    }

    /** The settings of this process. */
    public static HubSettings standard() {
        return of(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /**
     * The settings that environment variables make.
     *
     * @param home the user's home folder
     */
    public static HubSettings of(Map<String, String> environment, Path home) {
        String endpoint = environment.getOrDefault("HF_ENDPOINT", "");
        return new HubSettings(
                URI.create((endpoint.isBlank() ? "https://huggingface.co" : endpoint.strip()).replaceAll("/+$", "")),
                token(environment, home),
                HubCache.of(environment, home),
                isSet(environment, "POLYHEAD_OFFLINE")
                        || isSet(environment, "HF_HUB_OFFLINE")
                        || isSet(environment, "TRANSFORMERS_OFFLINE"),
                4,
                32L << 20,
                6,
                Duration.ofMillis(500),
                Duration.ofSeconds(30));
    }

    private static boolean isSet(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "").strip().toLowerCase(Locale.ROOT);
        return List.of("1", "true", "yes", "on").contains(value);
    }

    private static @Nullable String token(Map<String, String> environment, Path home) {
        for (String name : List.of("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")) {
            String value = environment.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                return value;
            }
        }
        String named = environment.getOrDefault("HF_TOKEN_PATH", "");
        Path file =
                named.isBlank() ? HubCache.huggingFaceHome(environment, home).resolve("token") : Path.of(named);
        try {
            String value = Files.isRegularFile(file) ? Files.readString(file).strip() : "";
            return value.isEmpty() ? null : value;
        } catch (IOException e) {
            LoggerFactory.getLogger(HubSettings.class).warn("The hub's token in '{}' cannot be read.", file, e);
            return null;
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "%s%s, cache %s%s"
                .formatted(endpoint, token == null ? "" : " with a token", cache.folder(), offline ? ", offline" : "");
    }
}
