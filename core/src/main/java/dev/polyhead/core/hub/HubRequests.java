package dev.polyhead.core.hub;

import dev.polyhead.core.generation.Cancellation;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests to the hub: who asks, where redirects may lead, what an error means, when to try again. */
final class HubRequests {
    private static final Logger LOG = LoggerFactory.getLogger(HubRequests.class);
    private static final int MOST_REDIRECTS = 10;
    private static final int LARGEST_JSON = 64 << 20;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final HubSettings settings;
    private final Connector connector;

    HubRequests(HubSettings settings, Connector connector) {
        this.settings = settings;
        this.connector = connector;
    }

    /** Something that may fail for a while. */
    interface Attempt<T> {
        T run() throws IOException;
    }

    /** An address under the endpoint; the parts are escaped, but for their slashes. */
    URI address(String path, Map<String, String> query) {
        StringBuilder text =
                new StringBuilder(settings.endpoint().toString()).append('/').append(escaped(path));
        String separator = "?";
        for (Map.Entry<String, String> parameter : query.entrySet()) {
            text.append(separator)
                    .append(parameter.getKey())
                    .append('=')
                    .append(escaped(parameter.getValue()).replace("/", "%2F"));
            separator = "&";
        }
        return URI.create(text.toString());
    }

    static String escaped(String path) {
        StringBuilder text = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "/-._~".indexOf(c) >= 0);
            text.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return text.toString();
    }

    /** The text at an address, tried several times. */
    String text(URI address, Cancellation cancellation) {
        return retrying("asking " + address.getHost(), cancellation, () -> {
            try (Connector.Reply reply = open(address, Map.of(), cancellation)) {
                byte[] bytes = reply.body().readNBytes(LARGEST_JSON + 1);
                if (bytes.length > LARGEST_JSON) {
                    throw new HubException(
                            HubException.Kind.DAMAGED,
                            "%s answers with more than %s of text.".formatted(address, Bytes.text(LARGEST_JSON)));
                }
                return new String(bytes, StandardCharsets.UTF_8);
            }
        });
    }

    /**
     * Opens an address, following redirects.
     *
     * @return an answer with status 200 or 206
     */
    Connector.Reply open(URI start, Map<String, String> headers, Cancellation cancellation) throws IOException {
        URI at = start;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            Connector.Reply reply = connector.get(at, withIdentity(at, headers), cancellation);
            int status = reply.status();
            if (status == 200 || status == 206) {
                return reply;
            }
            try (reply) {
                if (List.of(301, 302, 303, 307, 308).contains(status)) {
                    at = target(at, reply);
                } else {
                    throw failure(start, reply);
                }
            }
        }
        throw new HubException(
                HubException.Kind.UNREACHABLE,
                "%s redirects more than %d times. Is HF_ENDPOINT right?".formatted(start, MOST_REDIRECTS));
    }

    /** The token goes to the endpoint only: storage that a redirect leads to is not to know it. */
    private Map<String, String> withIdentity(URI at, Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("User-Agent", "polyhead");
        String token = settings.token();
        if (token != null && sameOrigin(at, settings.endpoint())) {
            all.put("Authorization", "Bearer " + token);
        }
        return all;
    }

    private static boolean sameOrigin(URI a, URI b) {
        return a.getScheme().equals(b.getScheme()) && a.getHost().equalsIgnoreCase(b.getHost()) && port(a) == port(b);
    }

    private static int port(URI address) {
        return address.getPort() >= 0 ? address.getPort() : address.getScheme().equals("https") ? 443 : 80;
    }

    private static URI target(URI from, Connector.Reply reply) {
        String location = reply.header("Location").orElse("");
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new HubException(
                    HubException.Kind.UNREACHABLE, "%s redirects to something that is no address.".formatted(from), e);
        }
        boolean http = "http".equals(to.getScheme()) && "http".equals(from.getScheme());
        if (location.isEmpty() || to.getHost() == null || !http && !"https".equals(to.getScheme())) {
            throw new HubException(
                    HubException.Kind.UNREACHABLE,
                    "%s redirects to '%s://%s', which is not followed.".formatted(from, to.getScheme(), to.getHost()));
        }
        return to;
    }

    /** What an address stands for, as people say it: a model, at another revision than the newest, or a file of one. */
    private static String asked(URI address) {
        return address.getPath()
                .replaceFirst("^/api/models/([^/]+/[^/]+)/revision/main$", "'$1'")
                .replaceFirst("^/api/models/([^/]+/[^/]+)/revision/(.+)$", "'$1' at '$2'")
                .replaceFirst("^/([^/]+/[^/]+)/resolve/[^/]+/(.+)$", "'$2' of '$1'");
    }

    private HubException failure(URI address, Connector.Reply reply) {
        int status = reply.status();
        String code = reply.header("X-Error-Code").orElse("");
        String said = reply.header("X-Error-Message")
                .map(text -> " It says: " + text.replaceAll("\\p{Cntrl}", "?"))
                .orElse("");
        String who = settings.token() == null
                ? "Accept them on its page in a browser, and set HF_TOKEN."
                : "Accept them on its page with the account that HF_TOKEN belongs to.";
        if (code.equals("GatedRepo")) {
            return new HubException(
                    HubException.Kind.FORBIDDEN,
                    "The authors of %s want their terms accepted first. %s%s".formatted(asked(address), who, said));
        }
        if (status == 404 || code.equals("RepoNotFound")) {
            String token = settings.token() == null ? " A private one needs HF_TOKEN." : "";
            return new HubException(
                    HubException.Kind.NOT_FOUND,
                    "%s has no %s.%s%s".formatted(settings.endpoint().getHost(), asked(address), token, said));
        }
        if (status == 401 || status == 403) {
            return new HubException(
                    HubException.Kind.FORBIDDEN,
                    "%s refuses %s with status %d. If it has terms: %s%s"
                            .formatted(settings.endpoint().getHost(), asked(address), status, who, said));
        }
        if (status == 416) {
            return new HubException(
                    HubException.Kind.DAMAGED, "%s is shorter than the hub announced.".formatted(asked(address)));
        }
        HubException.Kind kind = status == 429 ? HubException.Kind.RATE_LIMITED : HubException.Kind.UNREACHABLE;
        return new HubException(
                kind,
                "%s answers %s with status %d.%s".formatted(address.getHost(), asked(address), status, said),
                status == 429 || status >= 500 ? retryAfter(reply) : null,
                null);
    }

    private static Duration retryAfter(Connector.Reply reply) {
        String value = reply.header("Retry-After").orElse("");
        if (value.matches("\\d{1,6}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            ZonedDateTime at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration left = Duration.between(ZonedDateTime.now(at.getZone()), at);
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeException e) {
            return Duration.ZERO; // no such header: the usual wait
        }
    }

    /** Whether it may help to ask again. */
    static boolean mayPass(Exception failure) {
        return failure instanceof IOException || failure instanceof HubException hub && hub.retryAfter() != null;
    }

    <T> T retrying(String what, Cancellation cancellation, Attempt<T> attempt) {
        for (int tried = 1; ; tried++) {
            if (cancellation.cancelled()) {
                throw cancelled();
            }
            try {
                return attempt.run();
            } catch (IOException | HubException e) {
                if (!mayPass(e) || tried >= settings.attempts()) {
                    throw gaveUp(what, tried, e);
                }
                pause(tried, e, cancellation);
            }
        }
    }

    static HubException gaveUp(String what, int tried, Exception failure) {
        if (failure instanceof HubException hub) {
            return hub;
        }
        return new HubException(
                HubException.Kind.UNREACHABLE,
                "%s failed %d times: %s. Check the network, HF_ENDPOINT and the proxy, or work with POLYHEAD_OFFLINE=1."
                        .formatted(what, tried, failure.getMessage() == null ? failure : failure.getMessage()),
                failure);
    }

    static HubException cancelled() {
        return new HubException(
                HubException.Kind.CANCELLED, "The download was cancelled. What has come so far is kept.");
    }

    /** Waits before the next attempt, twice as long each time, or as long as the hub asks. */
    void pause(int tried, @Nullable Exception failure, Cancellation cancellation) {
        double wait = settings.backOff().toMillis()
                * Math.pow(2, tried - 1)
                * (0.8 + 0.4 * ThreadLocalRandom.current().nextDouble());
        if (failure instanceof HubException hub && hub.retryAfter() != null) {
            Duration asked = hub.retryAfter();
            if (asked.compareTo(LONGEST_WAIT) > 0) {
                throw new HubException(
                        HubException.Kind.RATE_LIMITED,
                        "The hub asks to wait %d minutes. Try again then.".formatted(asked.toMinutes()),
                        hub);
            }
            wait = Math.max(wait, asked.toMillis());
        }
        LOG.debug("Trying again in {} ms.", (long) wait, failure);
        long end = System.nanoTime() + (long) (Math.min(wait, LONGEST_WAIT.toMillis()) * 1e6);
        try {
            for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                if (cancellation.cancelled()) {
                    throw cancelled();
                }
                Thread.sleep(Math.min(100, left / 1_000_000 + 1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled();
        }
    }
}
