package dev.polyhead.webapp.imagesearch;

import dev.polyhead.clip.AddReport;
import dev.polyhead.clip.ClipEncoder;
import dev.polyhead.clip.ImageItem;
import dev.polyhead.clip.Upload;
import dev.polyhead.core.model.LabelScore;
import dev.polyhead.media.image.ImageFormat;
import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.webapp.classification.Classifications;
import dev.polyhead.webapp.classification.PictureModels;
import dev.polyhead.webapp.classification.Pictures;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.jobs.JobState;
import dev.polyhead.webapp.jobs.Jobs;
import dev.polyhead.webapp.uploads.FormFields;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
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
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;

/** The pictures of a collection, one by one. */
@RestController
@RequestMapping("/api/collections/{name}/images")
class PictureController {
    private static final int MOST_LISTED = 500;

    private final PictureCollections collections;
    private final Pictures pictures;
    private final Jobs jobs;
    private final Classifications classifications;
    private final EverydayThings everyday;

    PictureController(
            PictureCollections collections,
            Pictures pictures,
            Jobs jobs,
            Classifications classifications,
            EverydayThings everyday) {
        this.collections = collections;
        this.pictures = pictures;
        this.jobs = jobs;
        this.classifications = classifications;
        this.everyday = everyday;
    }

    /** Adds pictures; each is there once, however often it is sent. */
    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    AddReport add(@PathVariable String name, MultipartHttpServletRequest request) {
        List<MultipartFile> files = new ArrayList<>(request.getFiles("files"));
        files.addAll(request.getFiles("file"));
        return add(name, files);
    }

    AddReport add(String name, List<MultipartFile> files) {
        collections.refuseUnknown(name);
        if (files.isEmpty()) {
            throw ApiException.badRequest(
                    "files", "No picture came with the request. Send them as the form field 'files'.");
        }
        return addUploads(
                name,
                files.stream()
                        .map(file -> new Upload(Pictures.name(file), file::getBytes))
                        .toList());
    }

    AddReport addUploads(String name, List<Upload> uploads) {
        collections.refuseUnknown(name);
        refuseWhileImporting(name);
        return collections.writing(name, collection -> {
            try (PictureModels.Lent<ClipEncoder> lent = collections.encoder(collection)) {
                return collection.add(uploads, lent.model(), pictures.limits());
            }
        });
    }

    /** One thing at a time is written to a collection; a request would wait for the end of the import. */
    private void refuseWhileImporting(String name) {
        boolean importing = jobs.newest(ImportKind.ID, JobState.RUNNING, MOST_LISTED).stream()
                .map(job -> jobs.request(job.id(), ImportKind.Request.class))
                .anyMatch(request -> request.collection().equals(name));
        if (importing) {
            throw ApiException.conflict(
                    "A folder is being imported into '%s'. Wait until it is done, or pause it under /jobs."
                            .formatted(name));
        }
    }

    /** Pictures by date, newest first; filters as for searches. */
    @GetMapping
    Listing list(@PathVariable String name, HttpServletRequest request) {
        FormFields fields = FormFields.of(request.getParameterMap());
        int limit = fields.integer("limit").orElse(50);
        int page = fields.integer("page").orElse(0);
        if (limit < 1 || limit > MOST_LISTED || page < 0 || (long) page * limit > Integer.MAX_VALUE - limit) {
            throw ApiException.badRequest("limit", "limit goes from 1 to %d, page from 0.".formatted(MOST_LISTED));
        }
        SearchFields.Filter filter = SearchFields.filter(fields);
        fields.refuseOthers();
        return collections.reading(
                name,
                collection -> new Listing(
                        collection.items(filter.filter(), page * limit, limit).stream()
                                .map(PictureView::of)
                                .toList(),
                        collection.count(filter.filter())));
    }

    /** One page of pictures, and how many there are. */
    record Listing(List<PictureView> items, int total) {}

    @GetMapping("/{id}")
    PictureView one(@PathVariable String name, @PathVariable String id) {
        return PictureView.of(item(name, id));
    }

    /** The picture's own bytes. */
    @GetMapping({"/{id}/file", "/{id}/original"})
    ResponseEntity<Resource> file(@PathVariable String name, @PathVariable String id) {
        ImageItem item = item(name, id);
        Path file = collections.reading(name, collection -> collection.file(id)).orElseThrow(() -> gone(item));
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(
                        ImageFormat.valueOf(item.format()).mediaType()))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.inline()
                                .filename(item.name(), StandardCharsets.UTF_8)
                                .build()
                                .toString())
                .body(new FileSystemResource(file));
    }

    private static ApiException gone(ImageItem item) {
        return ApiException.of(
                HttpStatus.GONE,
                "id",
                null,
                "The file of '%s' is not where it was. Import its folder again.".formatted(item.name()));
    }

    /** The picture, upright, as a JPEG of at most 384 pixels. */
    @GetMapping("/{id}/thumbnail")
    ResponseEntity<byte[]> thumbnail(@PathVariable String name, @PathVariable String id) {
        ImageItem item = item(name, id);
        byte[] jpeg = collections
                .reading(name, collection -> collection.thumbnail(id))
                .orElseThrow(() -> gone(item));
        return jpeg(jpeg);
    }

    /** The picture, upright, as a JPEG of at most 1600 pixels, for browsers that cannot show its format. */
    @GetMapping("/{id}/view")
    ResponseEntity<byte[]> view(@PathVariable String name, @PathVariable String id) {
        ImageItem item = item(name, id);
        return jpeg(collections
                .reading(name, collection -> collection.pixels(id))
                .orElseThrow(() -> gone(item))
                .within(1600)
                .toJpeg());
    }

    private static ResponseEntity<byte[]> jpeg(byte[] jpeg) {
        return ResponseEntity.ok()
                .contentType(MediaType.IMAGE_JPEG)
                .cacheControl(CacheControl.maxAge(Duration.ofDays(1)).cachePrivate())
                .body(jpeg);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String name, @PathVariable String id) {
        item(name, id);
        collections.writing(name, collection -> collection.delete(id));
    }

    /** Tags in place of those a picture has. */
    record NewTags(@Nullable List<String> tags) {
        private static final int MOST = 100;

        List<String> checked() {
            if (tags == null
                    || tags.size() > MOST
                    || tags.stream().anyMatch(tag -> tag == null || tag.length() > 100)) {
                throw ApiException.badRequest(
                        "tags", "Send 'tags', a list of at most %d texts of at most 100 characters.".formatted(MOST));
            }
            return tags.stream()
                    .map(tag -> tag.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").strip())
                    .filter(tag -> !tag.isEmpty())
                    .distinct()
                    .toList();
        }
    }

    @PutMapping("/{id}/tags")
    PictureView tag(@PathVariable String name, @PathVariable String id, @RequestBody NewTags wanted) {
        List<String> tags = wanted.checked();
        item(name, id);
        collections.writing(name, collection -> {
            collection.tag(id, tags);
            return id;
        });
        return one(name, id);
    }

    /** Tags that would suit a picture: the best of {@code labels}, or of everyday things and the tags that are in use. */
    @GetMapping("/{id}/labels")
    Suggestions suggest(@PathVariable String name, @PathVariable String id, HttpServletRequest request) {
        FormFields fields = FormFields.of(request.getParameterMap());
        List<String> labels = fields.commaList("labels");
        int most = fields.integer("top_k").orElse(5);
        fields.refuseOthers();
        ImageItem item = item(name, id);
        ImagePixels picture =
                collections.reading(name, collection -> collection.pixels(id)).orElseThrow(() -> gone(item));
        List<String> from = labels.isEmpty() ? everyday.with(collections.tags(name)) : labels;
        return new Suggestions(classifications.compare(picture, from, most));
    }

    /** Labels and how well each suits, best first. */
    record Suggestions(List<LabelScore> labels) {}

    private ImageItem item(String name, String id) {
        return collections
                .reading(name, collection -> collection.item(id))
                .orElseThrow(() -> ApiException.notFound(
                        "id", "picture_not_found", "There is no picture '%s' in '%s'.".formatted(id, name)));
    }
}
