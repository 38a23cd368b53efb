package dev.polyhead.webapp.models;

import dev.polyhead.core.hub.ModelStore;
import dev.polyhead.core.hub.ParityCard;
import dev.polyhead.webapp.jobs.Job;
import dev.polyhead.webapp.jobs.JobContext;
import dev.polyhead.webapp.jobs.JobKind;
import dev.polyhead.webapp.jobs.Jobs;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Compares a model's answers with what they should be like; the page Models shows the card that comes of it. */
@Component
class CheckKind implements JobKind {
    static final String ID = "check";

    private final ModelStore store;

    CheckKind(ModelStore store) {
        this.store = store;
    }

    /** Which model is checked. */
    record Request(String id) {}

    /** Queues the check of a model on this machine. */
    static Job submit(Jobs jobs, String model) {
        return jobs.submit(jobs.prepare(), ID, model, new Request(model));
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String page(UUID job) {
        return "/models?job=" + job;
    }

    @Override
    public ParityCard run(JobContext job) {
        job.stopIfAsked();
        return store.checkParity(job.request(Request.class).id());
    }
}
