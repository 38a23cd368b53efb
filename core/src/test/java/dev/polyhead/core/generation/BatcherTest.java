package dev.polyhead.core.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.runtime.Cancelled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests are texts, as long as their tokens; the answer is the text turned round. */
@Timeout(30)
class BatcherTest {
    private final List<List<String>> batches = new CopyOnWriteArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch busy = new CountDownLatch(1);

    private Batcher<String, String> batcher(BatcherSettings settings) {
        return new Batcher<>("test", settings, String::length, text -> "any", this::turn);
    }

    private static BatcherSettings settings(int tokens, int queue, int perClient, Duration patience) {
        return new BatcherSettings(tokens, 64, patience, queue, perClient, 1);
    }

    private List<String> turn(List<String> texts) {
        if (texts.contains("wait")) {
            busy.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        batches.add(texts);
        if (texts.contains("bad")) {
            throw new IllegalArgumentException("a bad text");
        }
        return texts.stream()
                .map(text -> new StringBuilder(text).reverse().toString())
                .toList();
    }

    /** Keeps the only worker busy until the gate opens, so that what comes next waits. */
    private CompletableFuture<String> occupy(Batcher<String, String> batcher) throws InterruptedException {
        CompletableFuture<String> occupying = batcher.submit("occupier", "wait");
        busy.await();
        return occupying;
    }

    @AfterEach
    void open() {
        gate.countDown();
    }

    @Test
    void requestsOfSeveralClientsShareABatch() throws Exception {
        try (Batcher<String, String> batcher = batcher(settings(100, 64, 32, Duration.ofSeconds(5)))) {
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                answers.add(batcher.submit("client " + i, "text of 1" + i)); // 10 tokens: the tenth fills the batch
            }
            for (int i = 0; i < 10; i++) {
                assertEquals(i + "1 fo txet", answers.get(i).get());
            }
            assertEquals(1, batches.size());
            assertEquals(10, batches.get(0).size());
        }
    }

    @Test
    void aRequestDoesNotWaitForCompanyForLong() throws Exception {
        try (Batcher<String, String> batcher = batcher(settings(100, 64, 32, Duration.ofMillis(5)))) {
            assertEquals("ba", batcher.submit("a", "ab").get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aBatchKeepsToItsTokensUnlessOneRequestIsLonger() throws Exception {
        try (Batcher<String, String> batcher = batcher(settings(10, 64, 32, Duration.ZERO))) {
            occupy(batcher);
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (String text : List.of("aaaa", "bbbb", "cccc", "d".repeat(50), "ee")) {
                answers.add(batcher.submit("a", text));
            }
            gate.countDown();
            for (CompletableFuture<String> answer : answers) {
                answer.get();
            }
            assertEquals(
                    List.of(List.of("aaaa", "bbbb"), List.of("cccc"), List.of("d".repeat(50)), List.of("ee")),
                    batches.subList(1, batches.size()));
        }
    }

    @Test
    void clientsTakeTurns() throws Exception {
        try (Batcher<String, String> batcher = batcher(settings(3, 64, 64, Duration.ZERO))) {
            occupy(batcher);
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (String text : List.of("1", "2", "3", "4", "5", "6")) {
                answers.add(batcher.submit("greedy", text));
            }
            answers.add(batcher.submit("modest", "m"));
            answers.add(batcher.submit("shy", "s"));
            gate.countDown();
            for (CompletableFuture<String> answer : answers) {
                answer.get();
            }
            assertEquals(List.of("1", "m", "s"), batches.get(1));
            assertEquals(List.of("2", "3", "4"), batches.get(2));
        }
    }

    @Test
    void onlyRequestsOfAKindShareABatch() throws Exception {
        Batcher<String, String> batcher =
                new Batcher<>("test", settings(100, 64, 32, Duration.ZERO), String::length, String::length, this::turn);
        try (batcher) {
            occupy(batcher);
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (String text : List.of("aa", "b", "cc", "d", "eee")) {
                answers.add(batcher.submit(text, text));
            }
            gate.countDown();
            for (CompletableFuture<String> answer : answers) {
                answer.get();
            }
            assertEquals(
                    List.of(List.of("aa", "cc"), List.of("b", "d"), List.of("eee")),
                    batches.subList(1, batches.size()));
        }
    }

    @Test
    void pastTheBoundRequestsAreRejected() throws Exception {
        try (Batcher<String, String> batcher = batcher(settings(100, 3, 2, Duration.ZERO))) {
            occupy(batcher);
            batcher.submit("a", "1");
            batcher.submit("a", "2");
            RejectedException greedy = assertThrows(RejectedException.class, () -> batcher.submit("a", "3"));
            assertTrue(greedy.getMessage().contains("2 of them of this client"), greedy.getMessage());
            CompletableFuture<String> last = batcher.submit("b", "4");
            RejectedException full = assertThrows(RejectedException.class, () -> batcher.submit("c", "5"));
            assertTrue(full.retryAfter().toSeconds() >= 1);
            assertEquals(3, batcher.load().waiting());
            assertEquals(1, batcher.load().running());
            gate.countDown();
            last.get();
            assertEquals("5", batcher.submit("c", "5").get());
            assertEquals(0, batcher.load().waiting());
        }
    }

    @Test
    void aListLongerThanTheQueueIsOnePlace() throws Exception {
        try (Batcher<String, String> batcher = batcher(settings(10, 2, 1, Duration.ZERO))) {
            occupy(batcher);
            ExecutorService thread = Executors.newSingleThreadExecutor();
            List<String> texts = IntStream.range(0, 50).mapToObj(i -> "x" + i).toList();
            Future<List<String>> list = thread.submit(() -> batcher.run("a", texts, new Cancellation()));
            while (batcher.load().waiting() < 1) {
                Thread.sleep(1);
            }
            CompletableFuture<String> other = batcher.submit("b", "yz");
            assertThrows(RejectedException.class, () -> batcher.submit("c", "1"));
            gate.countDown();
            assertEquals("zy", other.get());
            assertEquals(
                    texts.stream()
                            .map(t -> new StringBuilder(t).reverse().toString())
                            .toList(),
                    list.get());
            assertTrue(batches.get(1).contains("yz"), "whoever asks for little does not wait for a long list");
            thread.shutdown();
            assertEquals(List.of(), batcher.run("a", List.of(), new Cancellation()));
        }
    }

    @Test
    void whoIsToBlameFailsAlone() throws Exception {
        try (Batcher<String, String> batcher = batcher(settings(100, 64, 32, Duration.ZERO))) {
            occupy(batcher);
            CompletableFuture<String> good = batcher.submit("a", "ab");
            CompletableFuture<String> bad = batcher.submit("b", "bad");
            gate.countDown();
            assertEquals("ba", good.get());
            ExecutionException failed = assertThrows(ExecutionException.class, bad::get);
            assertInstanceOf(IllegalArgumentException.class, failed.getCause());
            assertThrows(
                    IllegalArgumentException.class,
                    () -> batcher.run("b", List.of("ok", "bad", "ok"), new Cancellation()));
            assertEquals("dc", batcher.submit("b", "cd").get());
        }
    }

    @Test
    void aCancelledRequestLeavesTheQueue() throws Exception {
        try (Batcher<String, String> batcher = batcher(settings(100, 64, 32, Duration.ZERO))) {
            CompletableFuture<String> first = occupy(batcher);
            CompletableFuture<String> unwanted = batcher.submit("a", "unwanted");
            unwanted.cancel(true);
            assertEquals(0, batcher.load().waiting());
            gate.countDown();
            first.get();
            assertEquals("b", batcher.submit("a", "b").get());
            assertTrue(batches.stream().noneMatch(batch -> batch.contains("unwanted")));
        }
    }

    @Test
    void aClientThatLeavesTakesItsListAlong() throws Exception {
        try (Batcher<String, String> batcher = batcher(settings(100, 64, 32, Duration.ZERO))) {
            CompletableFuture<String> first = occupy(batcher);
            Cancellation gone = new Cancellation();
            ExecutorService thread = Executors.newSingleThreadExecutor();
            Future<List<String>> list = thread.submit(() -> batcher.run("a", List.of("unwanted", "unread"), gone));
            while (batcher.load().waiting() < 1) {
                Thread.sleep(1);
            }
            gone.cancel();
            ExecutionException left = assertThrows(ExecutionException.class, list::get);
            assertInstanceOf(Cancelled.class, left.getCause());
            assertEquals(0, batcher.load().waiting());
            gate.countDown();
            first.get();
            thread.shutdown();
            assertEquals(List.of(List.of("wait")), batches);
        }
    }

    @Test
    void aClosedBatcherRefusesWhatWaits() throws Exception {
        Batcher<String, String> batcher = batcher(settings(100, 64, 32, Duration.ZERO));
        CompletableFuture<String> first = occupy(batcher);
        CompletableFuture<String> second = batcher.submit("a", "b");
        gate.countDown();
        batcher.close();
        assertEquals("tiaw", first.get());
        assertTrue(second.isDone());
        assertThrows(IllegalStateException.class, () -> batcher.submit("a", "b"));
    }

    @Test
    void wrongWorkIsReported() {
        Batcher<String, String> batcher = new Batcher<>(
                "test", settings(100, 64, 32, Duration.ZERO), String::length, text -> "any", texts -> List.of());
        try (batcher) {
            IllegalStateException failed =
                    assertThrows(IllegalStateException.class, () -> batcher.run("a", List.of("x"), new Cancellation()));
            assertTrue(failed.getMessage().contains("1 requests got 0 answers"), failed.getMessage());
        }
    }

    @Test
    void manyClientsGetTheirOwnAnswers() throws Exception {
        BatcherSettings two = new BatcherSettings(40, 8, Duration.ofMillis(1), 64, 32, 2);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        Batcher<String, String> batcher = batcher(two);
        try (batcher) {
            List<Future<Integer>> clients = new ArrayList<>();
            for (int client = 0; client < 16; client++) {
                Random random = new Random(client);
                String name = "c" + client;
                clients.add(threads.submit(() -> {
                    for (int i = 0; i < 100; i++) {
                        String text = name + "-" + i + "x".repeat(random.nextInt(20));
                        String expected = new StringBuilder(text).reverse().toString();
                        assertEquals(List.of(expected), batcher.run(name, List.of(text), new Cancellation()));
                    }
                    return 100;
                }));
            }
            for (Future<Integer> client : clients) {
                assertEquals(100, client.get());
            }
        }
        assertEquals(1600, batcher.load().served());
        assertEquals(0, batcher.load().waiting());
        threads.shutdown();
    }
}
