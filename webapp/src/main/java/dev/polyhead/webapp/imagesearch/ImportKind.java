package dev.polyhead.webapp.imagesearch;

import dev.polyhead.clip.ClipEncoder;
import dev.polyhead.clip.FolderImport;
import dev.polyhead.clip.ImportListener;
import dev.polyhead.clip.ImportProgress;
import dev.polyhead.clip.ImportReport;
import dev.polyhead.webapp.classification.PictureModels;
import dev.polyhead.webapp.classification.Pictures;
import dev.polyhead.webapp.jobs.Job;
import dev.polyhead.webapp.jobs.JobContext;
import dev.polyhead.webapp.jobs.JobKind;
import dev.polyhead.webapp.jobs.Jobs;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Brings a folder into a collection. What is in the collection is its checkpoint: run again, it goes on from there. */
@Component
class ImportKind implements JobKind {
    static final String ID = "import";

    private static final int MOST_FAILURES = 100;

    private final PictureCollections collections;
    private final ImportRoots roots;
    private final Pictures pictures;

    ImportKind(PictureCollections collections, ImportRoots roots, Pictures pictures) {
        this.collections = collections;
        this.roots = roots;
        this.pictures = pictures;
    }

    /** What is imported where. */
    record Request(String collection, String path) {}

    /** Queues the import of a folder that may be imported. */
    static Job submit(Jobs jobs, String collection, Path folder) {
        return jobs.submit(
                jobs.prepare(),
                ID,
                "%s → %s".formatted(folder, collection),
                new Request(collection, folder.toString()));
    }

    /**
     * What an import did.
     *
     * @param collection where the pictures are now
     * @param found files that may be pictures
     * @param added new pictures
     * @param unchanged files that were known
     * @param duplicates files whose bytes were there
     * @param renamed pictures found under another name
     * @param removed pictures whose files are gone
     * @param failedCount files that could not be read
     * @param failed the first of them, and why
     * @param tookSeconds how long it took, since it was last resumed
     */
    record Result(
            String collection,
            int found,
            int added,
            int unchanged,
            int duplicates,
            int renamed,
            int removed,
            int failedCount,
            List<Failed> failed,
            double tookSeconds) {
        /** A file that could not be read. */
        record Failed(String name, String detail) {}

        static Result of(String collection, ImportReport report) {
            ImportProgress progress = report.progress();
            return new Result(
                    collection,
                    progress.found(),
                    progress.added(),
                    progress.unchanged(),
                    progress.duplicates(),
                    report.renamed(),
                    report.removed(),
                    progress.failed(),
                    report.failed().stream()
                            .limit(MOST_FAILURES)
                            .map(file -> new Failed(file.file().path(), file.detail()))
                            .toList(),
                    report.seconds());
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String page(UUID job) {
        return "/search?job=" + job;
    }

    @Override
    public Result run(JobContext job) {
        Request request = job.request(Request.class);
        Path folder = roots.folder(request.path());
        job.progress(0, "loading");
        ImportReport report = collections.writing(job, request.collection(), collection -> {
            try (PictureModels.Lent<ClipEncoder> lent = collections.encoder(collection)) {
                return new FolderImport(collection, lent.model(), folder, pictures.limits(), listener(job)).run();
            }
        });
        job.stopIfAsked();
        return Result.of(request.collection(), report);
    }

    static ImportListener listener(JobContext job) {
        return progress -> {
            job.progress(progress.fraction(), "%d of %d".formatted(progress.done(), progress.found()));
            job.emitLatest("import", progress);
            return job.stopping() ? ImportListener.Wish.STOP : ImportListener.Wish.GO_ON;
        };
    }
}
