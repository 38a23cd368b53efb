package dev.polyhead.webapp.imagesearch;

import dev.polyhead.clip.ClipEncoder;
import dev.polyhead.clip.Reindex;
import dev.polyhead.webapp.classification.PictureModels;
import dev.polyhead.webapp.jobs.JobContext;
import dev.polyhead.webapp.jobs.JobKind;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Sees a collection with another model. Searches go on with the old one until the new index is complete. */
@Component
class ReindexKind implements JobKind {
    static final String ID = "reindex";

    private final PictureCollections collections;
    private final PictureModels models;

    ReindexKind(PictureCollections collections, PictureModels models) {
        this.collections = collections;
        this.models = models;
    }

    /** Which collection is seen with which model. */
    record Request(String collection, String model) {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Map<String, String> run(JobContext job) {
        Request request = job.request(Request.class);
        job.progress(0, "loading");
        try (PictureModels.Lent<ClipEncoder> lent = models.encoder(request.model())) {
            collections.writing(job, request.collection(), collection -> {
                new Reindex(collection, lent.model(), ImportKind.listener(job)).run();
                return collection;
            });
        }
        job.stopIfAsked();
        return Map.of("collection", request.collection(), "model", request.model());
    }
}
