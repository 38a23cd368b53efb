package dev.polyhead.webapp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final List<String> served = Collections.synchronizedList(new ArrayList<>());

    private Thread queue(Turns turns, String client) {
        int before = turns.waiting();
        Thread thread = new Thread(() -> {
            try (Turns.Turn turn = turns.take(client)) {
                served.add(turn == null ? "nobody" : client);
            }
        });
        thread.start();
        await().until(() -> turns.waiting() > before);
        return thread;
    }

    @Test
    void clientsTakeTurnsHoweverManyRequestsEachHas() throws InterruptedException {
        Turns turns = new Turns(1, 20);
        Turns.Turn first = Objects.requireNonNull(turns.take("a"));
        List<Thread> waiting = new ArrayList<>();
        for (String client : "a a a a b b c".split(" ")) {
            waiting.add(queue(turns, client));
        }
        first.close();
        for (Thread each : waiting) {
            each.join();
        }
        assertThat(String.join(" ", served)).isEqualTo("a b c a b a a");
        assertThat(turns.taken()).isZero();
        assertThat(turns.take("d")).isNotNull();
    }

    @Test
    void oneClientLeavesAQuarterOfThePlacesToOthers() {
        Turns turns = new Turns(8, 0);
        List<Turns.Turn> greedy = new ArrayList<>();
        for (Turns.Turn turn = turns.take("a"); turn != null; turn = turns.take("a")) {
            greedy.add(turn);
        }
        assertThat(greedy).hasSize(6);
        assertThat(turns.take("b")).isNotNull();
        assertThat(turns.take("c")).isNotNull();
        assertThat(turns.take("d")).as("all places are taken").isNull();
        greedy.get(0).close();
        assertThat(turns.take("d")).isNotNull();
    }

    @Test
    void fewPlacesAreForWhoeverComes() {
        Turns turns = new Turns(2, 0);
        assertThat(turns.take("a")).isNotNull();
        assertThat(turns.take("a")).isNotNull();
        assertThat(turns.take("b")).isNull();
    }
}
