package dev.polyhead.webapp.models;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.hub.HubHit;
import dev.polyhead.core.hub.HubModel;
import dev.polyhead.core.hub.HubSettings;
import dev.polyhead.core.hub.ModelId;
import dev.polyhead.core.hub.ModelStore;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.jobs.Job;
import dev.polyhead.webapp.jobs.JobState;
import dev.polyhead.webapp.jobs.Jobs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/** Models of the hub: looked at before anything large is fetched, and fetched by jobs, one for each model. */
@Service
class Downloads {
    private static final int MOST_JOBS = 500;

    private final ModelStore store;
    private final HubSettings hub;
    private final Jobs jobs;
    private final Models models;

    Downloads(ModelStore store, HubSettings hub, Jobs jobs, Models models) {
        this.store = store;
        this.hub = hub;
        this.jobs = jobs;
        this.models = models;
    }

    /**
     * Asks the hub what a model is: its config alone says whether it can be run.
     *
     * @param name a repository, or a name the catalogue knows for one; {@code name@revision} for another than the newest
     */
    HubLook look(String name) {
        Wanted wanted = Wanted.of(name);
        HubModel seen = store.hub().inspect(id(wanted.name()), wanted.revision(), new Cancellation());
        return HubLook.of(seen, models.budget());
    }

    /** Searches the hub by words of the name. */
    List<HubHit> search(String words, int limit) {
        return store.hub().search(words, limit);
    }

    /**
     * Queues the download of a model; of one that is on its way already, the job that does it.
     *
     * @param name as {@link #look} takes it
     * @param revision branch, tag or commit; null for the newest
     * @throws ApiException 503 if this server may not use the network
     */
    Job start(String name, @Nullable String revision) {
        Wanted wanted = Wanted.of(name);
        String asked = revision == null ? wanted.revision() : revision;
        ModelId id = id(wanted.name());
        if (hub.offline()) {
            throw ApiException.of(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "id",
                    "offline",
                    "This server works offline (POLYHEAD_OFFLINE or HF_HUB_OFFLINE), so '%s' is not fetched. Carry it here instead: polyhead models import."
                            .formatted(id));
        }
        Job known = running().get(id.text());
        if (known != null) {
            return known.state() == JobState.PAUSED ? jobs.resume(known.id()) : known;
        }
        return jobs.submit(jobs.prepare(), DownloadKind.ID, id.text(), new DownloadKind.Request(id.text(), asked));
    }

    /** The job that fetches each model that is on its way. */
    Map<String, Job> running() {
        Map<String, Job> running = new HashMap<>();
        for (JobState state : List.of(JobState.QUEUED, JobState.RUNNING, JobState.PAUSED)) {
            jobs.newest(DownloadKind.ID, state, MOST_JOBS).forEach(job -> running.putIfAbsent(job.title(), job));
        }
        return running;
    }

    private ModelId id(String name) {
        try {
            return store.hubId(name);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("id", String.valueOf(e.getMessage()));
        }
    }

    /** A name as people type it: perhaps with a revision, perhaps the address of its page. */
    record Wanted(String name, @Nullable String revision) {
        static Wanted of(String typed) {
            String name = typed.strip().replaceFirst("^https?://[^/]+/", "").replaceFirst("/$", "");
            int at = name.indexOf('@');
            return at < 0
                    ? new Wanted(name, null)
                    : new Wanted(
                            name.substring(0, at),
                            Optional.of(name.substring(at + 1))
                                    .filter(revision -> !revision.isBlank())
                                    .orElse(null));
        }
    }
}
