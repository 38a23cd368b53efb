package dev.polyhead.webapp.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.ServerTest;
import dev.polyhead.webapp.errors.ApiException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.storage.StorageProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Long work: its states, its checkpoints, its events. */
@ServerTest
@Import(JobsTest.Counting.class)
class JobsTest {
    @Autowired
    private Jobs jobs;

    @Autowired
    private JobStore store;

    @Autowired
    private JobRecovery recovery;

    @Autowired
    private StorageProvider jobRunr;

    @Autowired
    private CountTo kind;

    @Autowired
    private JdbcClient database;

    private final int port;
    private Http http;

    JobsTest(@LocalServerPort int port) {
        this.port = port;
        this.http = new Http(port);
    }

    @BeforeEach
    void fresh() {
        http = new Http(port);
        kind.mayGo.drainPermits();
        kind.counted.set(0);
    }

    @Test
    void workIsDoneAndItsResultKept() {
        kind.mayGo.release(1000);
        Job job = submit(3);
        assertThat(job.state()).isEqualTo(JobState.QUEUED);

        Job done = waitFor(job.id(), JobState.DONE);
        assertThat(done.progress()).isEqualTo(1);
        assertThat(done.finishedAt()).isNotNull();
        JsonNode shown = Http.json(http.get("/api/jobs/" + job.id()));
        assertThat(shown.at("/state").asString()).isEqualTo("done");
        assertThat(shown.at("/result/counted").asInt()).isEqualTo(3);
        assertThat(shown.at("/createdAt").asString()).startsWith("20");
    }

    @Test
    void pausedWorkGoesOnFromItsCheckpoint() {
        kind.mayGo.release(2);
        Job job = submit(4);
        await().until(() -> kind.counted.get() == 2);

        http.send("POST", "/api/jobs/" + job.id() + "/pause");
        waitFor(job.id(), JobState.PAUSED);
        kind.mayGo.release(1000);
        http.send("POST", "/api/jobs/" + job.id() + "/resume");

        waitFor(job.id(), JobState.DONE);
        assertThat(kind.counted.get()).as("nothing was counted twice").isEqualTo(4);
    }

    @Test
    void cancelledWorkEndsAndCanBeRemoved() {
        Job job = submit(4);
        waitFor(job.id(), JobState.RUNNING);

        assertThat(http.send("DELETE", "/api/jobs/" + job.id()).statusCode()).isEqualTo(200);
        waitFor(job.id(), JobState.CANCELLED);
        assertThat(http.send("DELETE", "/api/jobs/" + job.id()).statusCode()).isEqualTo(204);
        assertThat(http.get("/api/jobs/" + job.id()).statusCode()).isEqualTo(404);
        assertThat(Files.exists(
                        jobs.folder(UUID.randomUUID()).resolveSibling(job.id().toString())))
                .isFalse();
    }

    @Test
    void failedWorkSaysWhyAndCanBeTriedAgain() {
        kind.mayGo.release(1000);
        Job job = submit(-1);
        assertThat(waitFor(job.id(), JobState.FAILED).error())
                .isEqualTo("-1 cannot be counted to. Give a number above zero.");
        http.send("POST", "/api/jobs/" + job.id() + "/retry");
        await().until(() -> kind.failures.get() >= 2);
    }

    @Test
    void workOfAKilledProcessIsPickedUpAtTheNextStart() throws Exception {
        kind.mayGo.release(1000);
        UUID id = jobs.prepare();
        store.insert(id, "counting", "left behind", "{\"to\":5}");
        assertThat(store.claim(id, "a process that was killed")).isTrue();
        store.saveCheckpoint(id, "a process that was killed", "{\"at\":3}");

        recovery.pickUp();

        waitFor(id, JobState.DONE);
        assertThat(kind.counted.get()).as("only what was missing").isEqualTo(2);
    }

    @Test
    void aNodeThatWasTakenForDeadWritesNothingMore() {
        kind.mayGo.release(1);
        Job job = submit(4);
        await().until(() -> kind.counted.get() == 1);
        store.requeueRunning();
        assertThat(store.claim(job.id(), "another node")).isTrue();

        kind.mayGo.release(1000);
        await().until(() -> !kind.running);
        assertThat(jobs.get(job.id()).state()).isEqualTo(JobState.RUNNING);
        assertThat(kind.counted.get()).as("it stopped when it could not save").isLessThanOrEqualTo(2);
        store.stopped(job.id(), "another node", JobState.CANCELLED);
    }

    @Test
    void whatIsOverForLongIsForgottenWithItsResults() throws Exception {
        kind.mayGo.release(1000);
        UUID old = waitFor(submit(1).id(), JobState.DONE).id();
        UUID fresh = waitFor(submit(1).id(), JobState.DONE).id();
        Files.writeString(jobs.folder(old).resolve("result.txt"), "kept for a time");
        database.sql("update job set finished_at = ? where id = ?")
                .params(OffsetDateTime.now(ZoneOffset.UTC).minusDays(31), old)
                .update();

        recovery.forgetOld();

        assertThat(http.get("/api/jobs/" + old).statusCode()).isEqualTo(404);
        assertThat(jobs.folder(fresh).resolveSibling(old.toString())).doesNotExist();
        assertThat(http.get("/api/jobs/" + fresh).statusCode()).isEqualTo(200);
    }

    @Test
    void aTicketThatComesTwiceRunsOnce() {
        kind.mayGo.release(1000);
        Job job = submit(2);
        waitFor(job.id(), JobState.DONE);
        assertThat(store.claim(job.id(), "another")).isFalse();
    }

    @Test
    void listenersHearEventsAndTheEnd() {
        kind.mayGo.release(1);
        Job job = submit(2);
        await().until(() -> kind.counted.get() == 1);
        new Thread(() -> {
                    await().pollDelay(Duration.ofMillis(300)).until(() -> true);
                    kind.mayGo.release(1000);
                })
                .start();

        HttpResponse<String> events = http.get("/api/jobs/" + job.id() + "/events");

        assertThat(events.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        assertThat(events.body())
                .contains("event:progress")
                .contains("event:counted")
                .contains("\"state\":\"done\"");
        assertThat(events.body().split("event:counted", -1))
                .as("one early, one live")
                .hasSize(3);
    }

    @Test
    void aJobThatIsOverCannotBePaused() {
        kind.mayGo.release(1000);
        Job job = submit(1);
        waitFor(job.id(), JobState.DONE);
        HttpResponse<String> answer = http.send("POST", "/api/jobs/" + job.id() + "/pause");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(Http.json(answer).at("/detail").asString()).isEqualTo("The job is done and cannot be paused.");
    }

    @Test
    void thePageListsJobs() {
        kind.mayGo.release(1000);
        Job job = submit(1);
        waitFor(job.id(), JobState.DONE);
        HttpResponse<String> page = http.get("/jobs", "Accept", "text/html");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("count to 1").contains("/jobs/" + job.id() + "/remove");
    }

    @Test
    void jobRunrItselfTriesNothingAgain() {
        assertThat(jobRunr.getJobStats().getFailed()).isZero();
        assertThat(StateName.values()).isNotEmpty();
    }

    private Job submit(int to) {
        return jobs.submit(jobs.prepare(), "counting", "count to " + to, Map.of("to", to));
    }

    private Job waitFor(UUID id, JobState state) {
        await().atMost(Duration.ofSeconds(20)).until(() -> jobs.get(id).state() == state);
        return jobs.get(id);
    }

    @TestConfiguration
    static class Counting {
        @Bean
        CountTo countTo() {
            return new CountTo();
        }
    }

    /** Counts, one number for each permit. */
    static final class CountTo implements JobKind {
        final Semaphore mayGo = new Semaphore(0);
        final AtomicInteger counted = new AtomicInteger();
        final AtomicInteger failures = new AtomicInteger();

        record Request(int to) {}

        record Checkpoint(int at) {}

        @Override
        public String id() {
            return "counting";
        }

        volatile boolean running;

        @Override
        public Object run(JobContext job) throws InterruptedException {
            running = true;
            try {
                return count(job);
            } finally {
                running = false;
            }
        }

        private Object count(JobContext job) throws InterruptedException {
            int to = job.request(Request.class).to();
            if (to < 0) {
                failures.incrementAndGet();
                throw ApiException.badRequest("to", to + " cannot be counted to. Give a number above zero.");
            }
            int at = job.checkpoint(Checkpoint.class).map(Checkpoint::at).orElse(0);
            while (at < to) {
                while (!mayGo.tryAcquire(10, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    job.progress((double) at / to, "counting");
                    job.stopIfAsked();
                }
                at++;
                counted.incrementAndGet();
                job.save(new Checkpoint(at));
                job.emit("counted", Map.of("at", at));
                job.progress((double) at / to, "counting");
                job.stopIfAsked();
            }
            return Map.of("counted", at);
        }
    }
}
