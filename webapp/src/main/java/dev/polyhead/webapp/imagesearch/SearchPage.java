package dev.polyhead.webapp.imagesearch;

import dev.polyhead.clip.SearchFilter;
import dev.polyhead.clip.SearchHit;
import dev.polyhead.clip.SearchRequest;
import dev.polyhead.clip.SearchResult;
import dev.polyhead.clip.Upload;
import dev.polyhead.webapp.classification.PictureModels;
import dev.polyhead.webapp.classification.PictureProperties;
import dev.polyhead.webapp.classification.PictureSamples;
import dev.polyhead.webapp.classification.Pictures;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.frame.NavigationEntry;
import dev.polyhead.webapp.jobs.Jobs;
import dev.polyhead.webapp.models.Models;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;

/** The page Search: a query at the top, the gallery below. Its script talks to the REST paths. */
@Controller
class SearchPage {
    private static final String FIRST = "pictures";
    private static final int SHOWN = 60;

    private final PictureCollections collections;
    private final PictureController controller;
    private final ImportRoots roots;
    private final PictureSamples samples;
    private final Pictures pictures;
    private final PictureModels pictureModels;
    private final PictureProperties properties;
    private final Models models;
    private final FolderWatches watches;
    private final Jobs jobs;

    SearchPage(
            PictureCollections collections,
            PictureController controller,
            ImportRoots roots,
            PictureSamples samples,
            Pictures pictures,
            PictureModels pictureModels,
            PictureProperties properties,
            Models models,
            FolderWatches watches,
            Jobs jobs) {
        this.collections = collections;
        this.controller = controller;
        this.roots = roots;
        this.samples = samples;
        this.pictures = pictures;
        this.pictureModels = pictureModels;
        this.properties = properties;
        this.models = models;
        this.watches = watches;
        this.jobs = jobs;
    }

    /** A picture of the gallery. */
    record Tile(String id, String name) {
        static Tile of(SearchHit hit) {
            return new Tile(hit.id(), hit.name());
        }
    }

    @GetMapping("/search")
    String page(
            @RequestParam(required = false) @Nullable String collection,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) @Nullable UUID job,
            Model page) {
        List<PictureCollections.Summary> all = collections.all();
        String wanted = job == null
                ? collection
                : jobs.request(job, ImportKind.Request.class).collection();
        PictureCollections.Summary current = all.stream()
                .filter(each -> each.name().equals(wanted))
                .findFirst()
                .orElse(all.isEmpty() ? null : all.get(0));
        if (wanted != null && (current == null || !current.name().equals(wanted))) {
            collections.refuseUnknown(wanted);
        }
        page.addAttribute("chip", models.chip(PictureModels.Task.COMPARE.word(), model(current)));
        page.addAttribute("collections", all);
        page.addAttribute("current", current);
        page.addAttribute("q", q);
        page.addAttribute("samples", samples.names());
        page.addAttribute("roots", roots.shown());
        page.addAttribute(
                "encoders",
                pictureModels.all().stream()
                        .filter(each -> each.task() == PictureModels.Task.COMPARE)
                        .map(PictureModels.Entry::id)
                        .toList());
        page.addAttribute("largest", pictures.limits().maxBytes() >> 20);
        page.addAttribute(
                "small",
                pictureModels
                        .find(model(current))
                        .map(PictureModels.Entry::small)
                        .orElse(false));
        page.addAttribute("tiles", current == null ? List.of() : tiles(current.name(), q));
        return "search";
    }

    private String model(PictureCollections.@Nullable Summary current) {
        return current == null ? properties.encoder() : current.model();
    }

    private List<Tile> tiles(String name, String q) {
        if (q.isBlank()) {
            return collections.reading(name, each -> each.items(SearchFilter.NONE, 0, SHOWN)).stream()
                    .map(item -> new Tile(item.id(), item.name()))
                    .toList();
        }
        SearchResult found = collections.search(name, SearchRequest.text(q, SHOWN));
        return found.items().stream().map(Tile::of).toList();
    }

    /** The forms without JavaScript: pictures, a folder of the server, or the samples. */
    @PostMapping("/search")
    String add(
            @RequestParam(defaultValue = FIRST) String collection,
            @RequestParam(required = false) @Nullable List<MultipartFile> files,
            @RequestParam(required = false) @Nullable String path,
            @RequestParam(defaultValue = "false") boolean watch,
            @RequestParam(required = false) @Nullable String samples) {
        String name = collection.isBlank() ? FIRST : collection;
        if (!collections.names().contains(name)) {
            collections.create(name, null);
        }
        if (samples != null) {
            addSamples(name);
        } else if (path != null && !path.isBlank()) {
            Path folder = roots.folder(path);
            ImportKind.submit(jobs, name, folder);
            if (watch) {
                watches.add(name, folder);
            }
        } else if (files != null && files.stream().anyMatch(file -> !file.isEmpty())) {
            controller.add(name, files);
        } else {
            throw ApiException.badRequest("files", "No picture was chosen.");
        }
        return "redirect:/search?collection=" + PictureView.encoded(name);
    }

    private void addSamples(String name) {
        List<Upload> uploads = samples.all().stream()
                .map(file -> new Upload(file.getFileName().toString(), () -> Files.readAllBytes(file)))
                .toList();
        controller.addUploads(name, uploads);
    }

    /** Puts the page into the rail. */
    @Configuration(proxyBeanMethods = false)
    static class Navigation {
        @Bean
        NavigationEntry searchEntry() {
            return new NavigationEntry("search", "/search", "search", NavigationEntry.Group.TASK, 20);
        }
    }
}
