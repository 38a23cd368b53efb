package dev.polyhead.speech;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.runtime.Cancelled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Windows of all requests to one model, decoded in batches. Requests take turns, so that a short clip waits for one
 * batch of a long file, not for the file. There is no thread of its own: whoever waits for a window works on the next
 * batch, whosever windows it holds, while the others sleep.
 */
final class WindowQueue {
    private final int largestBatch;
    private final WhisperTokens tokens;
    private final Consumer<List<WindowTask>> work;
    private final Map<Object, Deque<WindowTask>> waiting = new LinkedHashMap<>();
    private boolean working;

    /**
     * A queue before a worker.
     *
     * @param work decodes windows of equal keys; each is then done or wants to come again
     */
    WindowQueue(int largestBatch, WhisperTokens tokens, Consumer<List<WindowTask>> work) {
        this.largestBatch = largestBatch;
        this.tokens = tokens;
        this.work = work;
    }

    /** Windows of all clients that no batch has taken yet. */
    synchronized int waiting() {
        return waiting.values().stream().mapToInt(Deque::size).sum();
    }

    /** Puts a window at the end of its client's line. */
    synchronized void add(WindowTask task) {
        waiting.computeIfAbsent(task.client(), client -> new ArrayDeque<>()).add(task);
    }

    /** Takes a client's windows out of the queue; one that is being decoded is dropped after its step. */
    synchronized void forget(Object client) {
        Deque<WindowTask> line = waiting.remove(client);
        if (line != null) {
            line.forEach(WindowTask::release);
        }
    }

    /**
     * Returns when the window is done; meanwhile works on batches if nobody else does.
     *
     * @throws Cancelled as soon as its owner is gone, also while somebody else decodes
     */
    void await(WindowTask task) {
        try (Cancellation.Registration told = task.owner().gone().onCancel(this::wake)) {
            work(task);
        }
    }

    private synchronized void wake() {
        notifyAll();
    }

    private void work(WindowTask task) {
        while (true) {
            List<WindowTask> batch;
            synchronized (this) {
                while (working && !task.done() && !task.abandoned()) {
                    sleep();
                }
                if (task.abandoned()) {
                    throw new Cancelled();
                }
                if (task.done()) {
                    return;
                }
                batch = take();
                working = true;
            }
            try {
                run(batch);
            } finally {
                synchronized (this) {
                    working = false;
                    notifyAll();
                }
            }
        }
    }

    private void sleep() {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled();
        }
    }

    private void run(List<WindowTask> batch) {
        List<WindowTask> alive = new ArrayList<>();
        for (WindowTask task : batch) {
            if (task.abandoned()) {
                drop(task);
            } else {
                alive.add(task);
            }
        }
        if (alive.isEmpty()) {
            return;
        }
        try {
            work.accept(alive);
        } catch (RuntimeException | Error e) {
            alive.forEach(task -> task.fail(e));
        }
        for (WindowTask task : alive) {
            if (task.done()) {
                task.release();
            } else {
                again(task);
            }
        }
    }

    /** Another try, after what waited meanwhile. */
    private synchronized void again(WindowTask task) {
        if (task.abandoned()) {
            drop(task);
        } else {
            add(task);
        }
    }

    private static void drop(WindowTask task) {
        task.release();
        task.fail(new Cancelled());
    }

    /** The next batch: the client whose turn it is, then whoever has a window that goes with its. */
    private List<WindowTask> take() {
        Map.Entry<Object, Deque<WindowTask>> first =
                waiting.entrySet().iterator().next();
        WindowTask.Key key = first.getValue().element().key(tokens);
        List<WindowTask> batch = new ArrayList<>();
        boolean more = true;
        while (more && batch.size() < largestBatch) {
            more = false;
            for (Deque<WindowTask> line : waiting.values()) {
                if (batch.size() < largestBatch
                        && !line.isEmpty()
                        && line.element().key(tokens).equals(key)) {
                    batch.add(line.remove());
                    more = true;
                }
            }
        }
        // served clients go to the end of the round
        Object served = first.getKey();
        Deque<WindowTask> rest = first.getValue();
        waiting.remove(served);
        for (Iterator<Deque<WindowTask>> lines = waiting.values().iterator(); lines.hasNext(); ) {
            if (lines.next().isEmpty()) {
                lines.remove();
            }
        }
        if (!rest.isEmpty()) {
            waiting.put(served, rest);
        }
        return batch;
    }
}
