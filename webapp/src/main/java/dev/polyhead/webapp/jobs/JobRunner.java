package dev.polyhead.webapp.jobs;

import dev.polyhead.webapp.errors.DatabaseAway;
import dev.polyhead.webapp.errors.Problem;
import dev.polyhead.webapp.errors.Problems;
import dev.polyhead.webapp.system.DataFolder;
import java.util.UUID;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Runs one job for each ticket. A ticket that comes twice, or too late, finds the row not queued and does nothing. */
@Component
public class JobRunner implements JobRequestHandler<JobTicket> {
    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

    private final JobStore store;
    private final JobQueue queue;
    private final JobEvents events;
    private final Problems problems;
    private final DataFolder data;
    private final JsonMapper json;

    JobRunner(JobStore store, JobQueue queue, JobEvents events, Problems problems, DataFolder data, JsonMapper json) {
        this.store = store;
        this.queue = queue;
        this.events = events;
        this.problems = problems;
        this.data = data;
        this.json = json;
    }

    @Override
    public void run(JobTicket ticket) {
        UUID id = ticket.getJob();
        if (id == null || !store.claim(id, queue.node())) {
            return;
        }
        MDC.put("trace", "job-" + id);
        Job job = store.find(id).orElseThrow();
        JobContext context = new JobContext(
                id,
                queue.node(),
                store.request(id).orElseThrow(),
                data.folder("jobs", id.toString()),
                store,
                events,
                json);
        queue.started(context);
        events.publish(job);
        try {
            work(job, context);
        } finally {
            queue.ended(id);
            store.find(id).ifPresent(events::publish);
            MDC.remove("trace");
        }
    }

    private void work(Job job, JobContext context) {
        try {
            Object result = queue.kind(job.kind()).run(context);
            if (context.stopReason() == JobContext.StopReason.CANCEL) {
                stopped(job.id(), JobContext.StopReason.CANCEL);
            } else {
                store.finish(job.id(), queue.node(), result == null ? null : json.writeValueAsString(result));
            }
        } catch (JobStopped e) {
            stopped(job.id(), context.stopReason());
        } catch (Exception e) {
            if (context.stopReason() != null) {
                stopped(job.id(), context.stopReason());
            } else if (DatabaseAway.isBehind(e) || !queue.isServing()) {
                LOG.warn(
                        "Job {} lost the database and goes on from its checkpoint once that is back: {}",
                        job.id(),
                        e.toString());
            } else {
                failed(job.id(), e);
            }
        }
    }

    private void stopped(UUID id, JobContext.@Nullable StopReason reason) {
        if (reason == JobContext.StopReason.LOST) {
            LOG.warn("Job {} was taken over by another node; what this one did since its checkpoint is dropped.", id);
            return;
        }
        JobState next = reason == JobContext.StopReason.SHUTDOWN
                ? JobState.QUEUED
                : reason == JobContext.StopReason.CANCEL ? JobState.CANCELLED : JobState.PAUSED;
        store.stopped(id, queue.node(), next);
    }

    private void failed(UUID id, Exception exception) {
        Problem problem = problems.of(exception);
        if (problem.status().is5xxServerError()) {
            LOG.error("Job {} failed.", id, exception);
        } else {
            LOG.info("Job {} failed: {}", id, problem.detail().replaceAll("\\p{Cntrl}+", " "));
        }
        store.fail(id, queue.node(), problem.detail());
    }
}
