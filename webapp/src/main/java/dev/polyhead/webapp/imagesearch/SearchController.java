package dev.polyhead.webapp.imagesearch;

import dev.polyhead.clip.ImageItem;
import dev.polyhead.clip.SearchFilter;
import dev.polyhead.clip.SearchRequest;
import dev.polyhead.clip.SearchResult;
import dev.polyhead.clip.SearchTerm;
import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.webapp.classification.Pictures;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.uploads.FormFields;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import tools.jackson.databind.JsonNode;

/** Searches over a collection. */
@RestController
@RequestMapping("/api/collections/{name}")
class SearchController {
    private static final int MOST_VALUES = 12;
    private static final List<Integer> WIDTHS = List.of(640, 1280, 1920, 3840);

    private final PictureCollections collections;
    private final Pictures pictures;

    SearchController(PictureCollections collections, Pictures pictures) {
        this.collections = collections;
        this.pictures = pictures;
    }

    /** Words, pictures and stored pictures, each with a weight; best first. */
    @PostMapping(path = "/search", consumes = MediaType.APPLICATION_JSON_VALUE)
    SearchResult search(@PathVariable String name, @RequestBody JsonNode body) {
        collections.refuseUnknown(name);
        return search(name, new SearchBody(bytes -> pictures.decode(bytes, "terms")).read(body));
    }

    /** Pictures as the form field {@code image}, beside the fields of {@link SearchFields}. */
    @PostMapping(path = "/search", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    SearchResult search(@PathVariable String name, MultipartHttpServletRequest request) throws IOException {
        collections.refuseUnknown(name);
        List<MultipartFile> files = new ArrayList<>(request.getFiles("image"));
        files.addAll(request.getFiles("file"));
        List<ImagePixels> decoded = new ArrayList<>();
        for (MultipartFile file : files) {
            decoded.add(pictures.decode(pictures.bytes(file, "image"), "image"));
        }
        return search(name, SearchFields.request(FormFields.of(request.getParameterMap()), decoded));
    }

    @GetMapping("/search")
    SearchResult search(@PathVariable String name, HttpServletRequest request) {
        collections.refuseUnknown(name);
        return search(name, SearchFields.request(FormFields.of(request.getParameterMap()), List.of()));
    }

    private SearchResult search(String name, SearchRequest request) {
        for (SearchTerm term : request.terms()) {
            String id = term.itemId();
            if (id != null
                    && collections
                            .reading(name, collection -> collection.item(id))
                            .isEmpty()) {
                throw ApiException.notFound(
                        "itemId", "picture_not_found", "There is no picture '%s' in '%s'.".formatted(id, name));
            }
        }
        return collections.search(name, request);
    }

    /** What the pictures can be narrowed to: the most frequent cameras, folders, labels and years, and widths. */
    @GetMapping("/facets")
    Map<String, List<Facet>> facets(@PathVariable String name) {
        List<ImageItem> items = collections.reading(
                name, collection -> collection.items(SearchFilter.NONE, 0, PictureCollections.LOOKED_AT));
        return Map.of(
                "camera", count(items, item -> Stream.ofNullable(item.camera())),
                "folder", count(items, SearchController::folders),
                "label", count(items, item -> item.tags().stream()),
                "date", count(items, SearchController::year),
                "minWidth", widths(items));
    }

    /** A value, and how many of the newest pictures have it. */
    record Facet(String value, int count) {}

    /** Widths that some pictures have at least, and others have not. */
    private static List<Facet> widths(List<ImageItem> items) {
        return WIDTHS.stream()
                .map(width -> new Facet(String.valueOf(width), (int)
                        items.stream().filter(item -> item.width() >= width).count()))
                .filter(facet -> facet.count() > 0 && facet.count() < items.size())
                .toList();
    }

    private static Stream<String> folders(ImageItem item) {
        return item.files().stream()
                .filter(file -> file.path().contains("/"))
                .map(file -> file.path().substring(0, file.path().indexOf('/')))
                .distinct();
    }

    private static Stream<String> year(ImageItem item) {
        LocalDateTime taken = item.takenAt();
        return taken == null ? Stream.empty() : Stream.of(String.valueOf(taken.getYear()));
    }

    private static List<Facet> count(List<ImageItem> items, Function<ImageItem, Stream<String>> values) {
        Map<String, Integer> counts = new TreeMap<>();
        items.stream().flatMap(values).forEach(value -> counts.merge(value, 1, Integer::sum));
        return counts.entrySet().stream()
                .map(entry -> new Facet(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing((Facet facet) -> -facet.count()))
                .limit(MOST_VALUES)
                .toList();
    }
}
