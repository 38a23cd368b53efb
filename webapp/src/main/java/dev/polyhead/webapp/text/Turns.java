package dev.polyhead.webapp.text;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A queue of bounded length before something that serves a few at once; first come, first served. */
final class Turns {
    private final Semaphore free;
    private final AtomicInteger waiting = new AtomicInteger();
    private final int longest;

    Turns(int atOnce, int longest) {
        this.free = new Semaphore(atOnce, true);
        this.longest = longest;
    }

    /** A place at the counter, given back on close. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    /** How many wait now. */
    int waiting() {
        return waiting.get();
    }

    /** Waits for a turn; null if too many wait already. */
    @Nullable
    Turn take() {
        if (free.tryAcquire()) {
            return free::release;
        }
        if (waiting.incrementAndGet() > longest) {
            waiting.decrementAndGet();
            return null;
        }
        try {
            free.acquireUninterruptibly();
        } finally {
            waiting.decrementAndGet();
        }
        return free::release;
    }
}
