package dev.polyhead.webapp.system;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue before something that serves a few at once. Clients take turns, however many requests each of them has
 * waiting, and none gets more than three quarters of all places.
 */
public final class Turns {
    private final int places;
    private final int most;
    private int free;

    /** Who waits, by client; the first is next. */
    private final Map<String, Deque<Turn>> lines = new LinkedHashMap<>();

    /** Places that each client has, served or waiting. */
    private final Map<String, Integer> taken = new HashMap<>();

    /**
     * A queue.
     *
     * @param atOnce how many are served
     * @param longest how many may wait besides
     */
    public Turns(int atOnce, int longest) {
        this.free = atOnce;
        this.places = atOnce + longest;
        this.most = places - places / 4;
    }

    /** A place at the counter, given back on close. */
    public final class Turn implements AutoCloseable {
        private final String client;
        private boolean called;

        private Turn(String client) {
            this.client = client;
        }

        @Override
        public void close() {
            leave(client);
        }
    }

    /** How many wait now. */
    public synchronized int waiting() {
        return lines.values().stream().mapToInt(Deque::size).sum();
    }

    /** How many are served now or wait. */
    public synchronized int taken() {
        return taken.values().stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * Waits for a turn.
     *
     * @param client whoever asks
     * @return null if there is no place to wait, or none for this client
     */
    synchronized @Nullable Turn take(String client) {
        int own = taken.getOrDefault(client, 0);
        if (own >= most || taken() >= places) {
            return null;
        }
        taken.put(client, own + 1);
        Turn turn = new Turn(client);
        if (free > 0) {
            free--;
            return turn;
        }
        lines.computeIfAbsent(client, name -> new ArrayDeque<>()).add(turn);
        boolean interrupted = false;
        while (!turn.called) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true; // whoever interrupts is heard once the turn is there
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return turn;
    }

    /**
     * Waits for a turn.
     *
     * @param client whoever asks
     * @param refusal what is thrown if there is no place to wait, or none for this client
     */
    public Turn take(String client, Supplier<? extends RuntimeException> refusal) {
        Turn turn = take(client);
        if (turn == null) {
            throw refusal.get();
        }
        return turn;
    }

    private synchronized void leave(String client) {
        taken.computeIfPresent(client, (name, count) -> count == 1 ? null : count - 1);
        Iterator<Map.Entry<String, Deque<Turn>>> next = lines.entrySet().iterator();
        if (!next.hasNext()) {
            free++;
            return;
        }
        Map.Entry<String, Deque<Turn>> line = next.next();
        next.remove();
        line.getValue().remove().called = true;
        if (!line.getValue().isEmpty()) {
            lines.put(line.getKey(), line.getValue()); // behind the others
        }
        notifyAll();
    }
}
