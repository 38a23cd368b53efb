package dev.polyhead.webapp.imagesearch;

import dev.polyhead.clip.CollectionException;
import dev.polyhead.clip.FolderWatch;
import dev.polyhead.clip.ImageCollection;
import dev.polyhead.webapp.classification.PictureProperties;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.jobs.JobState;
import dev.polyhead.webapp.jobs.Jobs;
import jakarta.annotation.PreDestroy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/**
 * Watched folders: when something changed in one and it has been quiet since, it is imported. Which are watched is kept with
 * the collection; what changed while the server was down is taken in at its start.
 */
@Service
class FolderWatches {
    private static final Logger LOG = LoggerFactory.getLogger(FolderWatches.class);
    private static final int MOST_QUEUED = 500;

    private final PictureCollections collections;
    private final ImportRoots roots;
    private final PictureProperties properties;
    private final Jobs jobs;
    private final Map<ImportKind.Request, FolderWatch> open = new HashMap<>();

    FolderWatches(PictureCollections collections, ImportRoots roots, PictureProperties properties, Jobs jobs) {
        this.collections = collections;
        this.roots = roots;
        this.properties = properties;
        this.jobs = jobs;
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        for (String name : collections.names()) {
            for (String folder : collections.reading(name, ImageCollection::watched)) {
                try {
                    ImportKind.Request request =
                            new ImportKind.Request(name, roots.folder(folder).toString());
                    begin(request);
                    submit(request);
                } catch (ApiException | CollectionException e) {
                    LOG.warn("{} is not watched for '{}': {}", folder, name, e.getMessage());
                }
            }
        }
    }

    /** Watches one more folder; the caller imports it. */
    synchronized void add(String collection, Path folder) {
        ImportKind.Request request = new ImportKind.Request(collection, folder.toString());
        if (!open.containsKey(request)) {
            begin(request);
            keep(collection);
        }
    }

    /** Watches these folders and no others; those that were not watched are imported. */
    synchronized void set(String collection, List<Path> folders) {
        List<String> wanted = folders.stream().map(Path::toString).toList();
        end(collection, wanted);
        for (String folder : wanted) {
            ImportKind.Request request = new ImportKind.Request(collection, folder);
            if (!open.containsKey(request)) {
                begin(request);
                submit(request);
            }
        }
        keep(collection);
    }

    /** Notes what is watched beside the pictures, for the next start. */
    private void keep(String collection) {
        List<String> folders = open.keySet().stream()
                .filter(request -> request.collection().equals(collection))
                .map(ImportKind.Request::path)
                .sorted()
                .toList();
        collections.writing(collection, each -> {
            each.watch(folders);
            return folders;
        });
    }

    /** No longer watches anything for a collection. */
    void forget(String collection) {
        end(collection, List.of());
    }

    private synchronized void end(String collection, List<String> kept) {
        open.entrySet().removeIf(entry -> {
            ImportKind.Request request = entry.getKey();
            boolean over = request.collection().equals(collection) && !kept.contains(request.path());
            if (over) {
                entry.getValue().close();
            }
            return over;
        });
    }

    private synchronized void begin(ImportKind.Request request) {
        open.put(
                request,
                new FolderWatch(Path.of(request.path()), properties.quiet().toMillis(), () -> submit(request)));
    }

    /** One that waits already will see the change as well. */
    private void submit(ImportKind.Request request) {
        boolean queued = jobs.newest(ImportKind.ID, JobState.QUEUED, MOST_QUEUED).stream()
                .anyMatch(
                        job -> jobs.request(job.id(), ImportKind.Request.class).equals(request));
        if (!queued) {
            ImportKind.submit(jobs, request.collection(), Path.of(request.path()));
        }
    }

    @PreDestroy
    synchronized void close() {
        open.values().forEach(FolderWatch::close);
        open.clear();
    }
}
