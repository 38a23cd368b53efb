package dev.polyhead.webapp.imagesearch;

import dev.polyhead.clip.FailedFile;
import dev.polyhead.clip.ImageCollection;
import dev.polyhead.clip.ImageItem;
import dev.polyhead.webapp.classification.PictureModels;
import dev.polyhead.webapp.classification.PictureProperties;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.jobs.Job;
import dev.polyhead.webapp.jobs.Jobs;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Collections as wholes: made, listed, filled from folders, rebuilt, deleted. */
@RestController
@RequestMapping("/api/collections")
class CollectionController {
    private final PictureCollections collections;
    private final ImportRoots roots;
    private final PictureModels models;
    private final PictureProperties properties;
    private final FolderWatches watches;
    private final Jobs jobs;

    CollectionController(
            PictureCollections collections,
            ImportRoots roots,
            PictureModels models,
            PictureProperties properties,
            FolderWatches watches,
            Jobs jobs) {
        this.collections = collections;
        this.watches = watches;
        this.roots = roots;
        this.models = models;
        this.properties = properties;
        this.jobs = jobs;
    }

    /** A new collection's name, and the model that will see its pictures. */
    record NewCollection(@Nullable String name, @Nullable String model) {}

    @PostMapping
    ResponseEntity<PictureCollections.Summary> create(@RequestBody NewCollection wanted) {
        PictureCollections.Summary made = collections.create(wanted.name(), wanted.model());
        URI place = URI.create("/api/collections/" + PictureView.encoded(made.name()));
        return ResponseEntity.created(place).body(made);
    }

    @GetMapping
    Map<String, List<PictureCollections.Summary>> list() {
        return Map.of("collections", collections.all());
    }

    @GetMapping("/{name}")
    PictureCollections.Summary one(@PathVariable String name) {
        return collections.reading(name, PictureCollections.Summary::of);
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String name) {
        watches.forget(name);
        collections.delete(name);
    }

    /** A folder of this server; {@code watch} imports it again whenever something in it changes. */
    record ImportFolder(@Nullable String path, @Nullable Boolean watch) {}

    /** Brings a folder in, or up to date; follow the job under {@code /api/jobs/ID/events}. */
    @PostMapping("/{name}/import")
    ResponseEntity<Job> importFolder(@PathVariable String name, @RequestBody ImportFolder wanted) {
        collections.refuseUnknown(name);
        Path folder = roots.folder(wanted.path());
        Job job = ImportKind.submit(jobs, name, folder);
        if (Boolean.TRUE.equals(wanted.watch())) {
            watches.add(name, folder);
        }
        return accepted(job);
    }

    /** Folders that are imported again whenever something in them changes; all others of the collection are not. */
    record Watched(@Nullable List<String> folders) {}

    @PutMapping("/{name}/watched")
    PictureCollections.Summary watch(@PathVariable String name, @RequestBody Watched wanted) {
        collections.refuseUnknown(name);
        List<String> folders = wanted.folders();
        if (folders == null) {
            throw ApiException.badRequest("folders", "'folders' is missing. Send the list of folders to watch.");
        }
        watches.set(name, folders.stream().map(roots::folder).toList());
        return one(name);
    }

    /** A model that shall see the pictures. */
    record NewModel(@Nullable String model) {}

    /** Sees all pictures with another model. */
    @PostMapping("/{name}/reindex")
    ResponseEntity<Job> reindex(@PathVariable String name, @RequestBody(required = false) @Nullable NewModel wanted) {
        collections.refuseUnknown(name);
        String model = wanted == null || wanted.model() == null ? properties.encoder() : wanted.model();
        if (models.find(model).map(PictureModels.Entry::task).orElse(null) != PictureModels.Task.COMPARE) {
            throw ApiException.badRequest(
                    "model", "'%s' is no model here that compares pictures and words.".formatted(model));
        }
        return accepted(jobs.submit(
                jobs.prepare(), ReindexKind.ID, "%s: %s".formatted(name, model), new ReindexKind.Request(name, model)));
    }

    private static ResponseEntity<Job> accepted(Job job) {
        return ResponseEntity.accepted()
                .location(URI.create("/api/jobs/" + job.id()))
                .body(job);
    }

    /** Files of imported folders that could not be read, and why. */
    @GetMapping("/{name}/failures")
    Map<String, List<Failure>> failures(@PathVariable String name) {
        return Map.of(
                "failed",
                collections.reading(name, ImageCollection::failures).stream()
                        .map(Failure::of)
                        .toList());
    }

    /** A file that could not be read. */
    record Failure(String name, String detail) {
        static Failure of(FailedFile file) {
            return new Failure(file.file().path(), file.detail());
        }
    }

    /** Pictures that look the same though their bytes differ, in groups. */
    @GetMapping("/{name}/duplicates")
    Map<String, List<List<Alike>>> duplicates(@PathVariable String name) {
        return Map.of(
                "groups",
                collections.reading(name, ImageCollection::nearDuplicates).stream()
                        .map(group -> group.stream().map(Alike::of).toList())
                        .toList());
    }

    /** A picture that looks like others. */
    record Alike(String id, String name, int width, int height, long bytes) {
        static Alike of(ImageItem item) {
            return new Alike(item.id(), item.name(), item.width(), item.height(), item.bytes());
        }
    }
}
