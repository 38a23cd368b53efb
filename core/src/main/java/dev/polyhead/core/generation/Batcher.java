package dev.polyhead.core.generation;

import dev.polyhead.core.runtime.Cancelled;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Puts requests of different clients into common batches. A request waits a few milliseconds for company at most; clients
 * take turns; past a bound requests are rejected rather than kept waiting. A request that fails fails alone.
 *
 * @param <I> a request
 * @param <O> its answer
 */
public final class Batcher<I, O> implements AutoCloseable {
    private final BatcherSettings settings;
    private final ToIntFunction<? super I> tokens;
    private final Function<? super I, ?> kind;
    private final Work<I, O> work;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Line<I, O>> clients = new LinkedHashMap<>(); // whose turn it is comes first
    private final List<Thread> workers = new ArrayList<>();
    private int places;
    private int running;
    private long batches;
    private long served;
    private double batchNanos;
    private boolean closed;

    /**
     * What is done with a batch.
     *
     * @param <I> a request
     * @param <O> its answer
     */
    @FunctionalInterface
    public interface Work<I, O> {
        /** Answers some requests of one kind: as many answers, in their order. */
        List<O> run(List<I> requests);
    }

    /**
     * How busy a batcher is.
     *
     * @param waiting requests that wait; a list counts as one
     * @param running requests in batches that run
     * @param batches that were run
     * @param served requests that were in them
     */
    record Load(int waiting, int running, long batches, long served) {}

    /** What one client waits for. */
    private static final class Line<I, O> {
        final Deque<Waiting<I, O>> entries = new ArrayDeque<>();
        int places;
    }

    /** A place in the queue: of one request, or of a list handed in at once. */
    private static final class Place<I, O> {
        final Line<I, O> line;
        int left;

        Place(Line<I, O> line, int left) {
            this.line = line;
            this.left = left;
        }
    }

    private static final class Waiting<I, O> {
        final I request;
        final int tokens;
        final Object kind;

        @Nullable
        Place<I, O> place; // once it was admitted

        final long since = System.nanoTime();
        final CompletableFuture<O> answer = new CompletableFuture<>();

        Waiting(I request, int tokens, Object kind) {
            this.request = request;
            this.tokens = tokens;
            this.kind = kind;
        }
    }

    /**
     * A batcher with threads of its own.
     *
     * @param name of the threads
     * @param tokens how much room a request takes
     * @param kind only requests of equal kind share a batch; their length, where padding would cost
     */
    public Batcher(
            String name,
            BatcherSettings settings,
            ToIntFunction<? super I> tokens,
            Function<? super I, ?> kind,
            Work<I, O> work) {
        this.settings = settings;
        this.tokens = tokens;
        this.kind = kind;
        this.work = work;
        for (int i = 0; i < settings.workers(); i++) {
            Thread thread = new Thread(this::serve, name + "-" + i);
            thread.setDaemon(true);
            thread.start();
            workers.add(thread);
        }
    }

    /**
     * Hands in a request. Cancelling the answer takes a request that still waits out of the queue.
     *
     * @param client who asks; clients take turns
     * @throws RejectedException if too many wait
     */
    CompletableFuture<O> submit(String client, I request) {
        Waiting<I, O> entry = enter(client, List.of(request)).get(0);
        entry.answer.whenComplete((answer, failure) -> {
            if (entry.answer.isCancelled()) {
                withdraw(client, List.of(entry));
            }
        });
        return entry.answer;
    }

    /**
     * Hands in some requests of one client and waits for their answers. What of them still waits when the client cancels
     * leaves the queue.
     *
     * @throws RejectedException if too many wait
     * @throws Cancelled if the client cancelled
     */
    public List<O> run(String client, List<I> requests, Cancellation cancellation) {
        if (requests.isEmpty()) {
            return List.of();
        }
        List<Waiting<I, O>> entries = enter(client, requests);
        List<O> answers = new ArrayList<>();
        try (Cancellation.Registration watching =
                cancellation.onCancel(() -> entries.forEach(entry -> entry.answer.cancel(false)))) {
            for (Waiting<I, O> entry : entries) {
                answers.add(await(entry.answer));
            }
        } finally {
            withdraw(client, entries); // of a list with a failure nobody wants the rest
        }
        return answers;
    }

    private List<Waiting<I, O>> enter(String client, List<I> requests) {
        List<Waiting<I, O>> entries = new ArrayList<>();
        for (I request : requests) {
            entries.add(new Waiting<>(request, tokens.applyAsInt(request), kind.apply(request)));
        }
        lock.lock();
        try {
            admit(client);
            Line<I, O> line = clients.computeIfAbsent(client, key -> new Line<>());
            Place<I, O> place = new Place<>(line, entries.size());
            entries.forEach(entry -> entry.place = place);
            line.entries.addAll(entries);
            line.places++;
            places++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return entries;
    }

    private static <O> O await(CompletableFuture<O> answer) {
        try {
            return answer.get();
        } catch (CancellationException e) {
            throw new Cancelled();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Waiting for a batch was interrupted.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private void admit(String client) {
        if (closed) {
            throw new IllegalStateException("The batcher is closed.");
        }
        Line<I, O> line = clients.get(client);
        int own = line == null ? 0 : line.places;
        if (places >= settings.queue() || own >= settings.perClient()) {
            long ahead = 1 + places / settings.requests();
            double seconds = Math.ceil(ahead * batchNanos / settings.workers() / 1e9);
            throw new RejectedException(
                    "%d requests wait already, %d of them of this client. Try again later.".formatted(places, own),
                    Duration.ofSeconds((long) Math.max(1, Math.min(seconds, 60))));
        }
    }

    private void withdraw(String client, List<Waiting<I, O>> entries) {
        lock.lock();
        try {
            Line<I, O> line = clients.get(client);
            if (line != null) {
                for (Waiting<I, O> entry : entries) {
                    if (line.entries.remove(entry)) {
                        leave(entry);
                    }
                }
                if (line.entries.isEmpty()) {
                    clients.remove(client);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** An entry no longer waits; the last of a place frees it. */
    private void leave(Waiting<I, O> entry) {
        Place<I, O> place = entry.place;
        if (place != null && --place.left == 0) {
            place.line.places--;
            places--;
        }
    }

    private void serve() {
        while (true) {
            List<Waiting<I, O>> batch;
            lock.lock();
            try {
                batch = next();
            } catch (InterruptedException e) {
                return; // closed
            } finally {
                lock.unlock();
            }
            long start = System.nanoTime();
            try {
                answer(batch);
            } finally {
                lock.lock();
                try {
                    running -= batch.size();
                    batches++;
                    served += batch.size();
                    double taken = System.nanoTime() - start;
                    batchNanos = batchNanos == 0 ? taken : 0.8 * batchNanos + 0.2 * taken;
                    changed.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /** Waits until a batch is worth running, and takes it out of the queue. Held: the lock. */
    private List<Waiting<I, O>> next() throws InterruptedException {
        while (true) {
            if (closed) {
                throw new InterruptedException();
            }
            if (clients.isEmpty()) {
                changed.await();
                continue;
            }
            List<Waiting<I, O>> batch = candidates();
            long left = oldest() + settings.patience().toNanos() - System.nanoTime();
            if (left <= 0 || isFull(batch)) {
                take(batch);
                return batch;
            }
            changed.await(left, TimeUnit.NANOSECONDS);
        }
    }

    private long oldest() {
        long oldest = Long.MAX_VALUE;
        for (Line<I, O> line : clients.values()) {
            oldest = Math.min(oldest, line.entries.element().since);
        }
        return oldest;
    }

    private boolean isFull(List<Waiting<I, O>> batch) {
        int sum = batch.stream().mapToInt(entry -> entry.tokens).sum();
        return batch.size() >= settings.requests() || sum >= settings.tokens();
    }

    /** What would run now: of the kind of the first in turn, one of each client after the other. */
    private List<Waiting<I, O>> candidates() {
        List<Iterator<Waiting<I, O>>> turns = new ArrayList<>();
        clients.values().forEach(line -> turns.add(line.entries.iterator()));
        Object wanted = clients.values().iterator().next().entries.element().kind;
        List<Waiting<I, O>> batch = new ArrayList<>();
        int sum = 0;
        for (int turn = 0; !turns.isEmpty() && batch.size() < settings.requests(); ) {
            Iterator<Waiting<I, O>> own = turns.get(turn % turns.size());
            Waiting<I, O> entry = nextOfKind(own, wanted);
            if (entry != null && (batch.isEmpty() || sum + entry.tokens <= settings.tokens())) {
                batch.add(entry);
                sum += entry.tokens;
                turn = (turn + 1) % turns.size();
            } else {
                turns.remove(own);
                turn = turns.isEmpty() ? 0 : turn % turns.size();
            }
        }
        return batch;
    }

    private static <I, O> @Nullable Waiting<I, O> nextOfKind(Iterator<Waiting<I, O>> own, Object wanted) {
        while (own.hasNext()) {
            Waiting<I, O> entry = own.next();
            if (entry.kind.equals(wanted)) {
                return entry;
            }
        }
        return null;
    }

    /** Takes a batch out of the queue; who was served goes to the end of the line. */
    private void take(List<Waiting<I, O>> batch) {
        List<String> taken = new ArrayList<>();
        Set<Waiting<I, O>> chosen = Collections.newSetFromMap(new IdentityHashMap<>());
        chosen.addAll(batch);
        clients.forEach((client, line) -> {
            if (line.entries.removeIf(chosen::contains)) {
                taken.add(client);
            }
        });
        for (String client : taken) {
            Line<I, O> line = clients.remove(client);
            if (line != null && !line.entries.isEmpty()) {
                clients.put(client, line);
            }
        }
        batch.forEach(this::leave);
        running += batch.size();
    }

    private void answer(List<Waiting<I, O>> batch) {
        try {
            List<O> answers =
                    work.run(batch.stream().map(entry -> entry.request).toList());
            if (answers.size() != batch.size()) {
                throw new IllegalStateException(
                        "A batch of %d requests got %d answers.".formatted(batch.size(), answers.size()));
            }
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).answer.complete(answers.get(i));
            }
        } catch (RuntimeException | Error e) {
            if (batch.size() == 1) {
                batch.get(0).answer.completeExceptionally(e);
            } else {
                batch.forEach(entry -> answer(List.of(entry))); // so that only who is to blame fails
            }
        }
    }

    /** How busy it is. */
    Load load() {
        lock.lock();
        try {
            return new Load(places, running, batches, served);
        } finally {
            lock.unlock();
        }
    }

    /** Ends when the batches that run are done; what still waits is refused. */
    @Override
    public void close() {
        List<Waiting<I, O>> left = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            clients.values().forEach(line -> left.addAll(line.entries));
            clients.clear();
            places = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(entry -> entry.answer.completeExceptionally(new IllegalStateException("The batcher was closed.")));
        for (Thread worker : workers) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
