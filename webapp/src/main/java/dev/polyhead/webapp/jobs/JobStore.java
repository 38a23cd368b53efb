package dev.polyhead.webapp.jobs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** The table of jobs. Each change of state names the state it starts from, so that of two at once only one happens. */
@Repository
class JobStore {
    /** A node that was taken for dead must not write over what another has done since. */
    private static final String OWN = "id = ? and node = ? and state = 'running'";

    private static final String COLUMNS =
            "id, kind, title, state, progress, message, result, error, created_at, started_at, finished_at";

    private final JdbcClient database;
    private final JsonMapper json;

    JobStore(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    void insert(UUID id, String kind, String title, String request) {
        database.sql("insert into job (id, kind, title, state, progress, request, created_at)"
                        + " values (?, ?, ?, 'queued', 0, ?, ?)")
                .params(id, kind, title, request, now())
                .update();
    }

    Optional<Job> find(UUID id) {
        return database.sql("select " + COLUMNS + " from job where id = ?")
                .param(id)
                .query(this::job)
                .optional();
    }

    /** The newest first. */
    List<Job> newest(@Nullable String kind, @Nullable JobState state, int limit) {
        String word = state == null ? null : state.word();
        return database.sql("select " + COLUMNS + " from job"
                        + " where (cast(:kind as varchar) is null or kind = :kind)"
                        + " and (cast(:state as varchar) is null or state = :state)"
                        + " order by created_at desc limit :limit")
                .param("kind", kind)
                .param("state", word)
                .param("limit", limit)
                .query(this::job)
                .list();
    }

    /** How many jobs are in each state; a state that no job is in is absent. */
    Map<JobState, Integer> counts() {
        Map<JobState, Integer> counts = new EnumMap<>(JobState.class);
        database.sql("select state, count(*) from job group by state")
                .query((RowCallbackHandler) row -> counts.put(JobState.of(row.getString(1)), row.getInt(2)));
        return counts;
    }

    Optional<String> request(UUID id) {
        return text("request", id);
    }

    Optional<String> checkpoint(UUID id) {
        return text("checkpoint", id);
    }

    private Optional<String> text(String column, UUID id) {
        return database.sql("select " + column + " from job where id = ?")
                .param(id)
                .query((row, number) -> Optional.ofNullable(row.getString(1)))
                .optional()
                .flatMap(text -> text);
    }

    /** Saves where to go on; false if the job is not this node's any more. */
    boolean saveCheckpoint(UUID id, String node, String checkpoint) {
        return database.sql("update job set checkpoint = ?, seen_at = current_timestamp where " + OWN)
                        .params(checkpoint, id, node)
                        .update()
                == 1;
    }

    /** Says how far a job is; false if it is not this node's any more. */
    boolean saveProgress(UUID id, String node, double progress, String message) {
        return database.sql("update job set progress = ?, message = ?, seen_at = current_timestamp where " + OWN)
                        .params(progress, shortened(message, 1000), id, node)
                        .update()
                == 1;
    }

    /** What somebody asked of running work, perhaps on another node. */
    Optional<JobContext.StopReason> wanted(UUID id) {
        return text("wanted", id).map(JobContext.StopReason::valueOf);
    }

    boolean want(UUID id, JobContext.StopReason reason) {
        return database.sql("update job set wanted = ? where id = ? and state = 'running'")
                        .params(reason.name(), id)
                        .update()
                == 1;
    }

    /** Takes a queued job for this node; false if somebody else has it or it is no longer wanted. */
    boolean claim(UUID id, String node) {
        return database.sql("update job set state = 'running', wanted = null, error = null, node = ?,"
                                + " seen_at = current_timestamp, started_at = ? where id = ? and state = 'queued'")
                        .params(node, now(), id)
                        .update()
                == 1;
    }

    /** Moves a job on; false if it is not in the state to start from. */
    boolean move(UUID id, JobState from, JobState to) {
        return database.sql("update job set state = ?, wanted = null, finished_at = ? where id = ? and state = ?")
                        .param(1, to.word())
                        .param(2, to.isOver() ? now() : null)
                        .param(3, id)
                        .param(4, from.word())
                        .update()
                == 1;
    }

    /** Ends running work of this node in another state than done or failed. */
    void stopped(UUID id, String node, JobState to) {
        database.sql("update job set state = ?, wanted = null, finished_at = ? where " + OWN)
                .param(1, to.word())
                .param(2, to.isOver() ? now() : null)
                .param(3, id)
                .param(4, node)
                .update();
    }

    void finish(UUID id, String node, @Nullable String result) {
        database.sql("update job set state = 'done', progress = 1, message = null, result = ?, checkpoint = null,"
                        + " wanted = null, finished_at = ? where " + OWN)
                .param(1, result)
                .param(2, now())
                .param(3, id)
                .param(4, node)
                .update();
    }

    void fail(UUID id, String node, String error) {
        database.sql("update job set state = 'failed', error = ?, wanted = null, finished_at = ? where " + OWN)
                .params(shortened(error, 4000), now(), id, node)
                .update();
    }

    void updateResult(UUID id, String title, String result) {
        database.sql("update job set title = ?, result = ? where id = ?")
                .params(shortened(title, 300), result, id)
                .update();
    }

    boolean remove(UUID id) {
        return database.sql("delete from job where id = ? and state in ('done', 'failed', 'cancelled')")
                        .param(id)
                        .update()
                == 1;
    }

    /** Says that this node still works on a job; false if it is not this node's any more. */
    boolean seen(UUID id, String node) {
        return database.sql("update job set seen_at = current_timestamp where " + OWN)
                        .params(id, node)
                        .update()
                == 1;
    }

    /**
     * Puts back into the queue what ran on nodes that were silent for so long by the database's clock, and what this node has
     * dropped; gives how many.
     *
     * @param dropped after how long without a sign of life work of this node is taken for dropped
     */
    int requeueSilent(Duration silence, String node, Duration dropped) {
        String since = "seen_at < current_timestamp - interval '%d' second";
        return database.sql("update job set state = 'queued' where state = 'running' and (%s or node = ? and %s)"
                        .formatted(since.formatted(silence.toSeconds()), since.formatted(dropped.toSeconds())))
                .param(node)
                .update();
    }

    /** Puts back into the queue all that ran, where no other node can be running any of it; gives how many. */
    int requeueRunning() {
        return database.sql("update job set state = 'queued' where state = 'running'")
                .update();
    }

    List<UUID> queued() {
        return database.sql("select id from job where state = 'queued' order by created_at")
                .query(UUID.class)
                .list();
    }

    List<UUID> overSince(Instant then) {
        return database.sql("select id from job where state in ('done', 'failed', 'cancelled') and finished_at < ?")
                .param(then.atOffset(ZoneOffset.UTC))
                .query(UUID.class)
                .list();
    }

    private Job job(ResultSet row, int number) throws SQLException {
        String result = row.getString("result");
        return new Job(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getString("title"),
                JobState.of(row.getString("state")),
                row.getDouble("progress"),
                row.getString("message"),
                result == null ? null : json.readTree(result),
                row.getString("error"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "started_at"),
                instant(row, "finished_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime now() {
        return OffsetDateTime.now(ZoneOffset.UTC);
    }

    static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }
}
