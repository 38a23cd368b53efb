package dev.polyhead.webapp.system;

import dev.polyhead.core.generation.Cancellation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/** Cancels the work on a request once its client has closed the connection. To be opened by the request's own thread. */
public final class ClientWatch implements AutoCloseable {
    private static final int EVERY_MILLIS = 250;
    private static final int PEEK = 512;
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "client-watch");
        thread.setDaemon(true);
        return thread;
    });

    private final Cancellation cancellation = new Cancellation();
    private final @Nullable SocketWrapperBase<?> connection = WatchedHttp.connection();
    private final @Nullable Future<?> looking;
    private boolean closed;

    /** Looks after the client of the request that this thread answers. */
    public ClientWatch() {
        looking = connection == null
                ? null
                : CLOCK.scheduleWithFixedDelay(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Thrown once the client has left. */
    public Cancellation cancellation() {
        return cancellation;
    }

    /** What a client sends meanwhile is its next request: it is put back, and ends the watch. */
    private void look() {
        boolean left = false;
        synchronized (this) {
            if (closed || connection == null) {
                return;
            }
            ByteBuffer peeked = ByteBuffer.allocate(PEEK);
            try {
                if (connection.read(false, peeked) > 0) {
                    connection.unRead(peeked.flip());
                    closed = true;
                }
            } catch (IOException gone) {
                closed = true;
                left = true;
            }
        }
        if (left) {
            cancellation.cancel();
        }
    }

    /** From here on the connection belongs to whoever answers. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        if (looking != null) {
            looking.cancel(false);
        }
    }
}
