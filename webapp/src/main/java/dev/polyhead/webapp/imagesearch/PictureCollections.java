package dev.polyhead.webapp.imagesearch;

import dev.polyhead.clip.ClipEncoder;
import dev.polyhead.clip.CollectionBusyException;
import dev.polyhead.clip.ImageCollection;
import dev.polyhead.clip.ImageCollections;
import dev.polyhead.clip.ImageSearch;
import dev.polyhead.clip.SearchFilter;
import dev.polyhead.clip.SearchRequest;
import dev.polyhead.clip.SearchResult;
import dev.polyhead.webapp.classification.PictureModels;
import dev.polyhead.webapp.classification.PictureProperties;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.jobs.JobContext;
import dev.polyhead.webapp.system.DataFolder;
import dev.polyhead.webapp.system.SharedDatabase;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/** The collections of this server, each searched with the model it was made with. */
@Service
class PictureCollections {
    /** Below the data folder; the command line uses the same. */
    static final String FOLDER = "collections";

    /** How many of the newest pictures are asked for what there is. */
    static final int LOOKED_AT = 5_000;

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final Duration A_LITTLE = Duration.ofSeconds(5);

    private final ImageCollections collections;
    private final PictureModels models;
    private final PictureProperties properties;
    private final WriterLeases leases;
    private final boolean shared;
    private final Map<String, OpenCollection> open = new ConcurrentHashMap<>();
    private final Map<String, Prepared> prepared = new TreeMap<>();

    PictureCollections(
            DataFolder data,
            PictureModels models,
            PictureProperties properties,
            WriterLeases leases,
            SharedDatabase database) {
        collections = new ImageCollections(data.folder(FOLDER));
        this.models = models;
        this.properties = properties;
        this.leases = leases;
        this.shared = database.isShared();
    }

    private OpenCollection open(String name) {
        return open.computeIfAbsent(name, each -> new OpenCollection(each, collections, leases, shared));
    }

    /** Keeps the leases of what is being written, and gives the others back. */
    @Scheduled(fixedDelay = 1_000)
    void tend() {
        open.values().forEach(OpenCollection::tend);
    }

    /**
     * A collection as the outside sees it.
     *
     * @param name its name
     * @param size how many pictures it holds
     * @param model the model that made its embeddings
     * @param createdAt when it was made
     * @param folders the folders that were imported
     * @param watched those of them that are watched
     * @param failed how many files could not be read
     */
    record Summary(
            String name,
            int size,
            String model,
            Instant createdAt,
            List<String> folders,
            List<String> watched,
            int failed) {
        static Summary of(ImageCollection collection) {
            return new Summary(
                    collection.name(),
                    collection.size(),
                    collection.modelName(),
                    collection.createdAt(),
                    collection.roots(),
                    collection.watched(),
                    collection.failures().size());
        }
    }

    /** A search with all it has learned about a collection, for as long as the model is loaded. */
    private record Prepared(ImageCollection collection, ClipEncoder encoder, ImageSearch search) {}

    List<String> names() {
        return collections.names();
    }

    List<Summary> all() {
        return names().stream().map(name -> reading(name, Summary::of)).toList();
    }

    /**
     * Makes an empty collection.
     *
     * @param model id of the model that will see its pictures; null for the usual one
     * @throws ApiException 400 if the name will not do, 409 if there is one
     */
    Summary create(@Nullable String name, @Nullable String model) {
        if (name == null || name.isBlank()) {
            throw ApiException.badRequest("name", "'name' is missing. Give the collection a name.");
        }
        if (collections.contains(name)) {
            throw ApiException.conflict("There already is a collection '%s'. Choose another name.".formatted(name));
        }
        try (PictureModels.Lent<ClipEncoder> lent = models.encoder(model == null ? properties.encoder() : model)) {
            collections.create(name, lent.model());
            collections.release(name);
            return reading(name, Summary::of);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("name", String.valueOf(e.getMessage()));
        }
    }

    void delete(String name) {
        refuseUnknown(name);
        synchronized (prepared) {
            prepared.remove(name);
        }
        open(name).delete();
        open.remove(name);
    }

    /** @throws ApiException 404 if there is no such collection */
    void refuseUnknown(String name) {
        if (!collections.contains(name)) {
            List<String> names = names();
            throw ApiException.notFound(
                    "name",
                    "collection_not_found",
                    names.isEmpty()
                            ? "There is no collection '%s', nor any other. Make one with POST /api/collections."
                                    .formatted(name)
                            : "There is no collection '%s'. There are: %s."
                                    .formatted(name, String.join(", ", names.subList(0, Math.min(20, names.size())))));
        }
    }

    /**
     * Changes a collection; one server at a time does.
     *
     * @throws ApiException 404 if there is none
     * @throws CollectionBusyException if another server or program writes to it; answered as 409
     */
    <T> T writing(String name, Function<ImageCollection, T> change) {
        refuseUnknown(name);
        return open(name).writing(change);
    }

    /**
     * Changes a collection in a job, which waits for as long as a server that died may still hold the lease.
     *
     * @throws CollectionBusyException if another server or program goes on writing
     */
    <T> T writing(JobContext job, String name, Function<ImageCollection, T> change) {
        long patience = System.nanoTime() + leases.lifetime().plus(A_LITTLE).toNanos();
        while (true) {
            try {
                return writing(name, change);
            } catch (CollectionBusyException busy) {
                job.stopIfAsked();
                if (System.nanoTime() - patience > 0) {
                    throw busy;
                }
                LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            }
        }
    }

    /** Looks into a collection, also while another program writes to it. */
    <T> T reading(String name, Function<ImageCollection, T> look) {
        refuseUnknown(name);
        return open(name).reading(look);
    }

    /** The tags that pictures of a collection have. */
    List<String> tags(String name) {
        return reading(name, collection -> collection.items(SearchFilter.NONE, 0, LOOKED_AT)).stream()
                .flatMap(item -> item.tags().stream())
                .distinct()
                .toList();
    }

    /** Answers a query. */
    SearchResult search(String name, SearchRequest request) {
        return reading(name, collection -> {
            try (PictureModels.Lent<ClipEncoder> lent = encoder(collection)) {
                return search(name, collection, lent.model()).search(request);
            }
        });
    }

    private ImageSearch search(String name, ImageCollection collection, ClipEncoder encoder) {
        synchronized (prepared) {
            Prepared known = prepared.get(name);
            if (known == null || known.collection() != collection || known.encoder() != encoder) {
                known = new Prepared(collection, encoder, new ImageSearch(collection, encoder));
                prepared.put(name, known);
            }
            return known.search();
        }
    }

    /**
     * Lends the model that a collection was made with.
     *
     * @throws ApiException 409 if it is not on this machine any more
     */
    PictureModels.Lent<ClipEncoder> encoder(ImageCollection collection) {
        Set<String> candidates = new LinkedHashSet<>(List.of(collection.modelName(), properties.encoder()));
        models.all().stream()
                .filter(entry -> entry.task() == PictureModels.Task.COMPARE)
                .forEach(entry -> candidates.add(entry.id()));
        for (String id : candidates) {
            if (models.find(id).isPresent()) {
                PictureModels.Lent<ClipEncoder> lent = models.encoder(id);
                if (collection.matches(lent.model())) {
                    return lent;
                }
                lent.close();
            }
        }
        throw ApiException.conflict(
                "The collection '%s' was made with the model '%s', which is not on this machine any more. Bring it back, or rebuild the index with POST /api/collections/%s/reindex."
                        .formatted(collection.name(), collection.modelName(), collection.name()));
    }

    @PreDestroy
    void close() {
        open.values().forEach(OpenCollection::close);
        collections.close();
    }
}
