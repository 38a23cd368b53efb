package dev.polyhead.webapp.security;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Counts wrong keys by the address they came from, so that nobody can try many. */
@Component
class FailedAttempts {
    /** So many in a minute, and the address has to wait. */
    static final int MOST = 10;

    static final Duration SPAN = Duration.ofMinutes(1);
    private static final int MOST_ADDRESSES = 10_000;

    private final Map<String, Deque<Instant>> byAddress = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Instant>> eldest) {
            return size() > MOST_ADDRESSES; // an attacker with many addresses must not fill the memory
        }
    };

    /** Remembers a wrong key. */
    synchronized void failed(String address) {
        Deque<Instant> times = recent(address);
        if (times.size() < MOST) {
            times.add(Instant.now());
        }
        byAddress.put(address, times);
    }

    /** Says whether an address has to wait. */
    synchronized boolean tooMany(String address) {
        return recent(address).size() >= MOST;
    }

    private Deque<Instant> recent(String address) {
        Deque<Instant> times = byAddress.getOrDefault(address, new ArrayDeque<>());
        Instant since = Instant.now().minus(SPAN);
        times.removeIf(time -> time.isBefore(since));
        return times;
    }
}
