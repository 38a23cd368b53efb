package dev.polyhead.core.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelPoolTest {
    private final Shelf shelf = new Shelf();
    private final AtomicLong clock = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Models "a" (10 bytes), "b" (20), "c" (30), "d" (40); alias "A" of "a". */
    private static final class Shelf implements ModelLoader<Book> {
        final Map<String, AtomicInteger> loads = new ConcurrentHashMap<>();
        final AtomicLong open = new AtomicLong();
        final AtomicLong most = new AtomicLong();
        volatile CountDownLatch gate = new CountDownLatch(0);
        volatile boolean broken;

        @Override
        public String canonical(String idOrAlias) {
            String id = idOrAlias.equals("A") ? "a" : idOrAlias;
            if (!"abcd".contains(id)) {
                throw new UnknownModelException("There is no model '" + id + "'.", List.of("a"));
            }
            return id;
        }

        @Override
        public long expectedBytes(String id) {
            return 10 * (id.charAt(0) - 'a' + 1);
        }

        @Override
        public Book load(String id) throws InterruptedException {
            gate.await();
            loads.computeIfAbsent(id, key -> new AtomicInteger()).incrementAndGet();
            if (broken) {
                throw new IllegalArgumentException("the weights are gone");
            }
            long now = open.addAndGet(expectedBytes(id));
            most.accumulateAndGet(now, Math::max);
            return new Book(id, expectedBytes(id), open);
        }

        @Override
        public long bytes(Book model) {
            return model.bytes;
        }

        int loads(String id) {
            return loads.getOrDefault(id, new AtomicInteger()).get();
        }
    }

    private static final class Book implements AutoCloseable {
        final String id;
        final long bytes;
        final AtomicLong open;
        volatile boolean closed;

        Book(String id, long bytes, AtomicLong open) {
            this.id = id;
            this.bytes = bytes;
            this.open = open;
        }

        @Override
        public void close() {
            if (closed) {
                throw new IllegalStateException("closed twice");
            }
            closed = true;
            open.addAndGet(-bytes);
        }
    }

    private ModelPool<Book> pool(long budget) {
        PoolSettings settings =
                new PoolSettings(budget, Duration.ofMinutes(1), Duration.ofMillis(50), Duration.ofSeconds(30));
        return new ModelPool<>(settings, shelf, () -> System.nanoTime() + clock.get(), false);
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private static List<String> loaded(ModelPool<Book> pool) {
        return pool.status().stream().map(ModelPool.Status::id).sorted().toList();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void aModelIsLoadedOnFirstUseAndShared() {
        try (ModelPool<Book> pool = pool(100);
                Lease<Book> first = pool.lease("a");
                Lease<Book> second = pool.lease("A")) {
            assertSame(first.model(), second.model());
            assertEquals("a", second.id());
            assertEquals(1, shelf.loads("a"));
            assertEquals(2, pool.status().get(0).leases());
            assertEquals(10, pool.usedBytes());
        }
        assertEquals(0, shelf.open.get());
    }

    @Test
    void manyWhoAskAtOnceLoadItOnce() throws Exception {
        shelf.gate = new CountDownLatch(1);
        try (ModelPool<Book> pool = pool(100)) {
            List<Future<Book>> asking = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                asking.add(threads.submit(() -> {
                    try (Lease<Book> lease = pool.lease("a")) {
                        return lease.model();
                    }
                }));
            }
            shelf.gate.countDown();
            for (Future<Book> book : asking) {
                assertSame(asking.get(0).get(), book.get(5, TimeUnit.SECONDS));
            }
            assertEquals(1, shelf.loads("a"));
        }
    }

    @Test
    void theLeastRecentlyUsedGoesFirst() {
        try (ModelPool<Book> pool = pool(60)) {
            pool.preload("a");
            pool.preload("b");
            pool.preload("c");
            pool.preload("a");
            pool.preload("d");
            assertEquals(List.of("a", "d"), loaded(pool));
            assertEquals(1, shelf.loads("a"));
            assertTrue(shelf.most.get() <= 60);
        }
    }

    @Test
    void whatIsInUseStays() {
        try (ModelPool<Book> pool = pool(50);
                Lease<Book> held = pool.lease("b")) {
            ModelUnavailableException refused = assertThrows(ModelUnavailableException.class, () -> pool.lease("d"));
            assertTrue(refused.getMessage().contains("20 B of 50 B"), refused.getMessage());
            assertTrue(refused.retryAfter().toMillis() > 0);
            assertFalse(held.model().closed);
        }
    }

    @Test
    void aRequestWaitsForMemory() throws Exception {
        PoolSettings patient = new PoolSettings(50, Duration.ZERO, Duration.ofSeconds(20), Duration.ZERO);
        try (ModelPool<Book> pool = new ModelPool<>(patient, shelf)) {
            Lease<Book> held = pool.lease("b");
            Future<Boolean> waiting = threads.submit(() -> {
                try (Lease<Book> lease = pool.lease("d")) {
                    return !lease.model().closed;
                }
            });
            Thread.sleep(50);
            assertFalse(waiting.isDone());
            held.close();
            assertTrue(waiting.get(5, TimeUnit.SECONDS));
            assertTrue(shelf.most.get() <= 50);
        }
    }

    @Test
    void whatNeverFitsIsRefusedAtOnce() {
        try (ModelPool<Book> pool = pool(25)) {
            String message = assertThrows(ModelUnavailableException.class, () -> pool.lease("d"))
                    .getMessage();
            assertTrue(message.contains("needs 40 B") && message.contains("25 B"), message);
        }
    }

    @Test
    void anUnusedModelIsUnloadedAfterAWhile() {
        try (ModelPool<Book> pool = pool(100);
                Lease<Book> used = pool.lease("b")) {
            pool.preload("a");
            pass(Duration.ofSeconds(59));
            pool.sweep();
            assertEquals(List.of("a", "b"), loaded(pool));
            pass(Duration.ofSeconds(2));
            pool.sweep();
            assertEquals(List.of("b"), loaded(pool));
            assertEquals(20, shelf.open.get());
            assertFalse(used.model().closed);
        }
    }

    @Test
    void theSweeperRunsByItself() throws Exception {
        PoolSettings quick = new PoolSettings(50, Duration.ofMillis(40), Duration.ZERO, Duration.ZERO);
        try (ModelPool<Book> pool = new ModelPool<>(quick, shelf)) {
            pool.preload("a");
            for (int i = 0; i < 500 && shelf.open.get() > 0; i++) {
                Thread.sleep(10);
            }
            assertEquals(0, shelf.open.get());
        }
    }

    @Test
    void aPinnedModelStays() {
        try (ModelPool<Book> pool = pool(50)) {
            pool.pin("A");
            pool.preload("b");
            pool.preload("d");
            pass(Duration.ofHours(1));
            pool.sweep();
            assertEquals(List.of("a"), loaded(pool));
            assertTrue(pool.status().get(0).pinned());
            pool.unpin("a");
            pool.sweep();
            assertEquals(List.of(), loaded(pool));
        }
    }

    @Test
    void unloadingWaitsForTheLastLease() {
        try (ModelPool<Book> pool = pool(50)) {
            Lease<Book> first = pool.lease("a");
            Lease<Book> second = pool.lease("a");
            assertFalse(pool.unload("a"));
            first.close();
            first.close();
            assertFalse(second.model().closed);
            Book book = second.model();
            second.close();
            assertTrue(book.closed);
            assertTrue(pool.unload("a"));
            try (Lease<Book> again = pool.lease("a")) {
                assertNotSame(book, again.model());
            }
            assertThrows(IllegalStateException.class, second::model);
        }
    }

    @Test
    void aModelThatFailedIsNotTriedAgainAtOnce() {
        shelf.broken = true;
        try (ModelPool<Book> pool = pool(50)) {
            ModelUnavailableException failed = assertThrows(ModelUnavailableException.class, () -> pool.lease("a"));
            assertTrue(failed.getMessage().contains("the weights are gone"), failed.getMessage());
            pass(Duration.ofSeconds(29));
            assertThrows(ModelUnavailableException.class, () -> pool.lease("a"));
            assertEquals(1, shelf.loads("a"));
            shelf.broken = false;
            pass(Duration.ofSeconds(2));
            pool.preload("a");
            assertEquals(2, shelf.loads("a"));
        }
    }

    @Test
    void everyoneWhoWaitsHearsOfTheFailure() throws Exception {
        shelf.gate = new CountDownLatch(1);
        shelf.broken = true;
        try (ModelPool<Book> pool = pool(50)) {
            List<Future<Boolean>> asking = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                asking.add(threads.submit(() -> {
                    assertThrows(ModelUnavailableException.class, () -> pool.lease("a"));
                    return true;
                }));
            }
            shelf.gate.countDown();
            for (Future<Boolean> heard : asking) {
                assertTrue(heard.get(5, TimeUnit.SECONDS));
            }
            assertEquals(1, shelf.loads("a"));
            assertEquals(0, pool.usedBytes());
        }
    }

    @Test
    void viewsAreMadeOnceAndClosedBeforeTheModel() {
        List<String> order = new ArrayList<>();
        AutoCloseable[] made = new AutoCloseable[1];
        ModelPool<Book> pool = pool(50);
        try (Lease<Book> lease = pool.lease("a")) {
            Book book = lease.model();
            AutoCloseable view =
                    lease.view(AutoCloseable.class, b -> made[0] = () -> order.add("view, model closed: " + b.closed));
            assertSame(view, lease.view(AutoCloseable.class, b -> () -> {}));
            assertSame(made[0], view);
            assertEquals("a!", lease.view(String.class, b -> b.id + "!"));
            assertFalse(book.closed);
        }
        pool.close();
        assertEquals(List.of("view, model closed: false"), order);
        assertEquals(0, shelf.open.get());
    }

    @Test
    void aClosedPoolLendsNothingAndGetsEverythingBack() {
        ModelPool<Book> pool = pool(50);
        Lease<Book> lease = pool.lease("a");
        pool.preload("b");
        pool.close();
        assertEquals(10, shelf.open.get());
        assertThrows(IllegalStateException.class, () -> pool.lease("b"));
        lease.close();
        assertEquals(0, shelf.open.get());
    }

    @Test
    void unknownModelsAreRefused() {
        try (ModelPool<Book> pool = pool(50)) {
            assertThrows(UnknownModelException.class, () -> pool.lease("z"));
        }
    }

    @Test
    void manyThreadsNeverSeeAClosedModelNorExceedTheBudget() throws Exception {
        PoolSettings settings =
                new PoolSettings(60, Duration.ofMillis(2), Duration.ofSeconds(20), Duration.ofSeconds(1));
        long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        try (ModelPool<Book> pool = new ModelPool<>(settings, shelf)) {
            List<Future<Integer>> users = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Random random = new Random(i);
                users.add(threads.submit(() -> {
                    int uses = 0;
                    while (System.nanoTime() < end) {
                        String id = String.valueOf("abcd".charAt(random.nextInt(4)));
                        if (random.nextInt(20) == 0) {
                            pool.unload(id);
                        }
                        try (Lease<Book> lease = pool.lease(id)) {
                            assertEquals(id, lease.model().id);
                            if (random.nextBoolean()) {
                                Thread.yield();
                            }
                            assertFalse(lease.model().closed);
                            uses++;
                        }
                    }
                    return uses;
                }));
            }
            int uses = 0;
            for (Future<Integer> user : users) {
                uses += user.get(30, TimeUnit.SECONDS);
            }
            assertTrue(uses > 100, uses + " uses");
        }
        assertEquals(0, shelf.open.get());
        assertTrue(shelf.most.get() <= 60, shelf.most + " bytes at once");
    }
}
