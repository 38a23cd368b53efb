package dev.polyhead.webapp.jobs;

import java.util.UUID;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jspecify.annotations.Nullable;

/** What JobRunr keeps: only the id; everything else stands in the job's own row. */
public final class JobTicket implements JobRequest {
    private @Nullable UUID job;

    /** For JobRunr, which fills in the field. */
    public JobTicket() {}

    JobTicket(UUID job) {
        this.job = job;
    }

    /** The job to run. */
    public @Nullable UUID getJob() {
        return job;
    }

    @Override
    public Class<JobRunner> getJobRequestHandler() {
        return JobRunner.class;
    }
}
