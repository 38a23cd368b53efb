package dev.polyhead.webapp.models;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.hub.Bytes;
import dev.polyhead.core.hub.CatalogueEntry;
import dev.polyhead.core.hub.HubException;
import dev.polyhead.core.hub.ModelStore;
import dev.polyhead.core.hub.PullProgress;
import dev.polyhead.webapp.jobs.JobContext;
import dev.polyhead.webapp.jobs.JobKind;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Fetches a model of the hub. What has come lies in the cache: run again, it goes on from there. */
@Component
class DownloadKind implements JobKind {
    static final String ID = "download";

    private final ModelStore store;

    DownloadKind(ModelStore store) {
        this.store = store;
    }

    /**
     * What is fetched.
     *
     * @param id its repository
     * @param revision branch, tag or commit; null for the newest
     */
    record Request(String id, @Nullable String revision) {}

    /**
     * What was fetched.
     *
     * @param id what requests call it
     * @param revision its commit
     * @param licence of its weights
     * @param size bytes of its files
     */
    record Result(
            String id,
            @Nullable String revision,
            @Nullable String licence,
            @Nullable Long size) {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String page(UUID job) {
        return "/models?job=" + job;
    }

    @Override
    public Result run(JobContext job) {
        Request request = job.request(Request.class);
        Cancellation cancellation = new Cancellation();
        job.onStop(cancellation::cancel);
        try {
            CatalogueEntry entry = store.pull(request.id(), request.revision(), new Telling(job)::tell, cancellation);
            return new Result(entry.id(), entry.source().revision(), entry.licence(), entry.size());
        } catch (HubException e) {
            job.stopIfAsked();
            throw e;
        }
    }

    /** Tells of each thousandth, however small the pieces are that several threads bring. */
    private static final class Telling {
        private final JobContext job;
        private long told = -1;

        Telling(JobContext job) {
            this.job = job;
        }

        synchronized void tell(PullProgress progress) {
            long thousandth = progress.total() == 0 ? 0 : progress.done() * 1000 / progress.total();
            if (thousandth > told) {
                told = thousandth;
                job.progress(
                        thousandth / 1000.0,
                        "%s / %s".formatted(Bytes.text(progress.done()), Bytes.text(progress.total())));
            }
        }
    }
}
