package dev.polyhead.webapp.jobs;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** One connected client. Sending happens on a thread of its own, so that a slow client does not slow the work down. */
final class JobListener {
    private static final Logger LOG = LoggerFactory.getLogger(JobListener.class);
    private static final int MOST_WAITING = 50_000;
    private static final ExecutorService SENDERS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "events");
        thread.setDaemon(true);
        return thread;
    });

    private final SseEmitter emitter;
    private final LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final AtomicBoolean sending = new AtomicBoolean();

    JobListener(SseEmitter emitter) {
        this.emitter = emitter;
    }

    void send(JobEvent event) {
        SseEmitter.SseEventBuilder message =
                SseEmitter.event().name(event.name()).data(event.data(), MediaType.APPLICATION_JSON);
        SseEmitter.SseEventBuilder numbered = event.id() == 0 ? message : message.id(Long.toString(event.id()));
        enqueue(() -> deliver(numbered));
    }

    void keepAlive() {
        enqueue(() -> deliver(SseEmitter.event().comment("still here")));
    }

    void complete() {
        enqueue(emitter::complete);
    }

    private void enqueue(Runnable task) {
        if (!waiting.offer(task)) {
            emitter.completeWithError(new IOException("The client does not read its events."));
            return;
        }
        if (sending.compareAndSet(false, true)) {
            SENDERS.execute(this::drain);
        }
    }

    private void drain() {
        do {
            for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
                task.run();
            }
            sending.set(false);
        } while (!waiting.isEmpty() && sending.compareAndSet(false, true));
    }

    private void deliver(SseEmitter.SseEventBuilder message) {
        try {
            emitter.send(message);
        } catch (IOException | IllegalStateException e) {
            LOG.debug("A listener has gone: {}", e.toString());
            waiting.clear();
        }
    }
}
