package dev.polyhead.clip;

import dev.polyhead.media.image.ImageLimits;
import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.media.image.OpenImage;
import dev.polyhead.media.image.UnreadableImageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.jspecify.annotations.Nullable;

/**
 * Pictures with their embeddings, in a folder of their own: the index, thumbnails and uploads. Pictures of imported folders
 * stay where they are. What was committed survives any crash; one program at a time may write, any number may read.
 *
 * <p>Safe for concurrent use.
 */
public final class ImageCollection implements AutoCloseable {
    private static final int MOST_LISTED = 1_000_000;

    private final Path folder;
    private final @Nullable CollectionLock lock;
    private final Thumbnails thumbnails;
    private final ReentrantReadWriteLock swapping = new ReentrantReadWriteLock();
    private CollectionSettings settings;
    private VectorIndex index;

    private ImageCollection(
            Path folder, @Nullable CollectionLock lock, CollectionSettings settings, VectorIndex index) {
        this.folder = folder;
        this.lock = lock;
        this.settings = settings;
        this.index = index;
        this.thumbnails = new Thumbnails(folder.resolve("thumbnails"));
    }

    /**
     * Makes an empty collection.
     *
     * @param folder where it will live; must not hold one yet
     * @param encoder makes its embeddings
     */
    public static ImageCollection create(Path folder, String name, ClipEncoder encoder) {
        if (CollectionSettings.exists(folder)) {
            throw new CollectionException(
                    "There already is a collection in '%s'. Open it, or choose another name.".formatted(folder));
        }
        try {
            Files.createDirectories(folder);
            new CollectionSettings(
                            CollectionSettings.VERSION,
                            name,
                            encoder.model().folder().getFileName().toString(),
                            encoder.fingerprint(),
                            encoder.dimensions(),
                            "index-1",
                            List.of(),
                            List.of(),
                            Instant.now())
                    .write(folder);
        } catch (IOException e) {
            throw new CollectionException("The folder '%s' cannot be made: %s".formatted(folder, e.getMessage()), e);
        }
        return open(folder);
    }

    /** Whether a folder holds a collection. */
    public static boolean exists(Path folder) {
        return CollectionSettings.exists(folder);
    }

    /**
     * Opens a collection for reading and writing.
     *
     * @throws CollectionBusyException if another program, or another part of this one, writes to it
     * @throws CollectionException if there is none
     */
    public static ImageCollection open(Path folder) {
        CollectionSettings settings = CollectionSettings.read(folder);
        CollectionLock lock = null;
        try {
            lock = CollectionLock.acquire(folder);
            VectorIndex index = VectorIndex.open(folder.resolve(settings.index()), settings.dimensions());
            index.commit(Map.of("fingerprint", settings.fingerprint()));
            return new ImageCollection(folder, lock, settings, index);
        } catch (IOException e) {
            closeQuietly(lock, e);
            throw new CollectionException(
                    "The collection '%s' cannot be opened: %s".formatted(settings.name(), e.getMessage()), e);
        }
    }

    private static void closeQuietly(@Nullable CollectionLock lock, IOException cause) {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Opens a collection for searching only; somebody else may write to it meanwhile. */
    public static ImageCollection openReadOnly(Path folder) {
        CollectionSettings settings = CollectionSettings.read(folder);
        try {
            VectorIndex index = VectorIndex.openReadOnly(folder.resolve(settings.index()), settings.dimensions());
            return new ImageCollection(folder, null, settings, index);
        } catch (IOException e) {
            throw new CollectionException(
                    "The collection '%s' cannot be opened: %s".formatted(settings.name(), e.getMessage()), e);
        }
    }

    /** What it is called. */
    public String name() {
        return settings().name();
    }

    /** Folder name of the model that made its embeddings. */
    public String modelName() {
        return settings().model();
    }

    /** When it was made. */
    public Instant createdAt() {
        return settings().createdAt();
    }

    /** The folders that were imported, absolute. */
    public List<String> roots() {
        return settings().roots();
    }

    /** The folders that whoever keeps the collection open should watch, absolute. */
    public List<String> watched() {
        return settings().watched();
    }

    /** Notes which folders should be watched. */
    public void watch(List<String> folders) {
        swapping.writeLock().lock();
        try {
            settings = settings.withWatched(folders);
            settings.write(folder);
        } finally {
            swapping.writeLock().unlock();
        }
    }

    /** How many pictures it holds. */
    public int size() {
        return reading(VectorIndex::size);
    }

    /** Whether its embeddings were made by this model. */
    public boolean matches(ClipEncoder encoder) {
        return settings().fingerprint().equals(encoder.fingerprint());
    }

    CollectionSettings settings() {
        swapping.readLock().lock();
        try {
            return settings;
        } finally {
            swapping.readLock().unlock();
        }
    }

    /** Refuses a model whose embeddings do not fit those that are there. */
    void require(ClipEncoder encoder) {
        if (!matches(encoder)) {
            throw new CollectionException(
                    "The collection '%s' was made with the model '%s'; '%s' sees pictures differently. Use that model, or rebuild the index."
                            .formatted(
                                    name(),
                                    modelName(),
                                    encoder.model().folder().getFileName()));
        }
    }

    /** Does something with the index in use; it is not exchanged meanwhile. */
    <T> T reading(Function<VectorIndex, T> task) {
        swapping.readLock().lock();
        try {
            return task.apply(index);
        } finally {
            swapping.readLock().unlock();
        }
    }

    Path folder() {
        return folder;
    }

    /** A picture's description. */
    public Optional<ImageItem> item(String id) {
        return reading(i -> i.get(id)).map(ImageCollection::parse);
    }

    /**
     * Pictures by date, newest first.
     *
     * @param skip how many to leave out from the start
     * @param limit how many to give at most
     */
    public List<ImageItem> items(SearchFilter filter, int skip, int limit) {
        Query query = Filters.both(filter.query(), new TermQuery(new Term(ItemFields.KIND, ItemFields.ITEM)));
        Sort newestFirst = new Sort(new SortField(ItemFields.TAKEN, SortField.Type.LONG, true), SortField.FIELD_DOC);
        return reading(i -> i.payloads(query, newestFirst, Math.max(1, Math.addExact(skip, limit)))).stream()
                .skip(skip)
                .map(ImageCollection::parse)
                .toList();
    }

    /** How many pictures a filter keeps. */
    public int count(SearchFilter filter) {
        return reading(i -> i.count(filter.query()));
    }

    /** Files of imported folders that could not be read. */
    public List<FailedFile> failures() {
        return reading(i -> i.payloads(new TermQuery(new Term(ItemFields.KIND, ItemFields.FAILURE)), null, MOST_LISTED))
                .stream()
                .map(json -> CollectionSettings.JSON.readValue(json, FailedFile.class))
                .toList();
    }

    /** Everything that came from an imported folder. */
    List<ImageItem> itemsOf(String root) {
        Query query = Filters.both(
                new TermQuery(new Term(ItemFields.KIND, ItemFields.ITEM)),
                new TermQuery(new Term(ItemFields.ROOT, root)));
        return reading(i -> i.payloads(query, null, MOST_LISTED)).stream()
                .map(ImageCollection::parse)
                .toList();
    }

    /** Every picture, in no order. */
    List<ImageItem> all() {
        Query query = new TermQuery(new Term(ItemFields.KIND, ItemFields.ITEM));
        return reading(i -> i.payloads(query, null, MOST_LISTED)).stream()
                .map(ImageCollection::parse)
                .toList();
    }

    static ImageItem parse(String json) {
        return CollectionSettings.JSON.readValue(json, ImageItem.class);
    }

    /** Adds a picture or replaces its description; seen by searches after {@link #refresh}. */
    void put(ImageItem item, float[] embedding) {
        reading(i -> {
            i.put(item.id(), embedding, CollectionSettings.JSON.writeValueAsString(item), ItemFields.of(item));
            return true;
        });
    }

    void putFailure(FailedFile failed) {
        reading(i -> {
            i.put(
                    failureId(failed.file()),
                    null,
                    CollectionSettings.JSON.writeValueAsString(failed),
                    ItemFields.of(failed));
            return true;
        });
    }

    void deleteFailure(ItemFile file) {
        reading(i -> {
            i.delete(failureId(file));
            return true;
        });
    }

    static String failureId(ItemFile file) {
        return "failed:" + file.root() + "\n" + file.path();
    }

    /** Changes the description of a picture that is there. */
    void update(ImageItem item) {
        float[] embedding = reading(i -> i.vector(item.id()))
                .orElseThrow(() -> new CollectionException("There is no picture '%s'.".formatted(item.id())));
        put(item, embedding);
    }

    /** Removes a picture's description, embedding and thumbnail. */
    void remove(String id) {
        reading(i -> {
            i.delete(id);
            return true;
        });
        thumbnails.delete(id);
    }

    /** Makes everything so far survive a crash, and visible. */
    public void commit() {
        String fingerprint = settings().fingerprint();
        reading(i -> {
            i.commit(Map.of("fingerprint", fingerprint));
            return true;
        });
    }

    /** Makes everything so far visible to searches. */
    public void refresh() {
        reading(i -> {
            i.refresh();
            return true;
        });
    }

    /** Whether another program has exchanged the index since this was opened for reading; a refresh does not show that. */
    public boolean isOutdated() {
        return !CollectionSettings.exists(folder)
                || !CollectionSettings.read(folder).index().equals(settings().index());
    }

    void rememberRoot(String root) {
        swapping.writeLock().lock();
        try {
            if (!settings.roots().contains(root)) {
                List<String> more = new ArrayList<>(settings.roots());
                more.add(root);
                settings = settings.withRoots(more);
                settings.write(folder);
            }
        } finally {
            swapping.writeLock().unlock();
        }
    }

    /**
     * Adds pictures. Each is in the collection once, however often it is added.
     *
     * @param limits what a picture may cost
     */
    public AddReport add(List<Upload> uploads, ClipEncoder encoder, ImageLimits limits) {
        require(encoder);
        return new UploadIntake(this, encoder, limits).add(uploads);
    }

    /** Where the bytes of a picture lie now: the first of its files that is still there. */
    public Optional<Path> file(String id) {
        return item(id).flatMap(item -> item.files().stream()
                .map(file -> path(item, file))
                .filter(Files::isRegularFile)
                .findFirst());
    }

    Path path(ImageItem item, ItemFile file) {
        return file.uploaded() ? uploaded(item.id()) : Path.of(file.root()).resolve(file.path());
    }

    /** Where an upload's bytes are kept. */
    Path uploaded(String id) {
        return folder.resolve("uploads").resolve(id.substring(0, 2)).resolve(id);
    }

    Thumbnails thumbnails() {
        return thumbnails;
    }

    /**
     * A picture, small, as JPEG; made when it is first asked for.
     *
     * @return empty if there is no such picture, or its file is gone
     */
    public Optional<byte[]> thumbnail(String id) {
        if (!id.matches("[0-9a-f]{24}")) {
            return Optional.empty();
        }
        Optional<byte[]> kept = thumbnails.get(id);
        if (kept.isPresent()) {
            return kept;
        }
        ImageLimits enough = ImageLimits.defaults().withEnough(Thumbnails.EDGE / 2);
        return file(id).map(file -> OpenImage.open(file, enough).pixels()).map(pixels -> thumbnails.make(id, pixels));
    }

    /** A picture's pixels. */
    public Optional<ImagePixels> pixels(String id) {
        return file(id).map(ImagePixels::read);
    }

    /** Gives a picture tags in place of those it has. */
    public void tag(String id, List<String> tags) {
        update(item(id).orElseThrow(() -> new CollectionException("There is no picture '%s'.".formatted(id)))
                .withTags(tags));
        commit();
    }

    /**
     * Takes a picture out of the collection. An upload's bytes are deleted; files of imported folders stay, and are not
     * imported again unless they change.
     *
     * @return whether it was there
     */
    public boolean delete(String id) {
        Optional<ImageItem> item = item(id);
        item.ifPresent(there -> {
            remove(id);
            for (ItemFile file : there.files()) {
                if (!file.uploaded()) {
                    putFailure(new FailedFile(file, "It was taken out of the collection."));
                }
            }
            commit();
            try {
                Files.deleteIfExists(uploaded(id));
            } catch (IOException e) {
                throw new UncheckedIOException("The upload could not be deleted: " + e.getMessage(), e);
            }
        });
        return item.isPresent();
    }

    /** Groups of pictures that look the same, each with its oldest member first. */
    public List<List<ImageItem>> nearDuplicates() {
        return new NearDuplicates(all()).groups();
    }

    /** Opens the index again after an error closed it, such as a full disk. */
    void reopenIfBroken() {
        swapping.writeLock().lock();
        try {
            if (!index.isOpen()) {
                index.close();
                index = VectorIndex.open(folder.resolve(settings.index()), settings.dimensions());
            }
        } catch (IOException e) {
            throw new CollectionException(
                    "The collection '%s' cannot be opened again: %s".formatted(settings.name(), e.getMessage()), e);
        } finally {
            swapping.writeLock().unlock();
        }
    }

    /** Puts another index in place of the one in use, and deletes the old one. */
    void swap(CollectionSettings other, VectorIndex fresh) {
        VectorIndex old;
        String oldName;
        swapping.writeLock().lock();
        try {
            other.write(folder);
            old = index;
            oldName = settings.index();
            index = fresh;
            settings = other;
        } finally {
            swapping.writeLock().unlock();
        }
        old.close();
        Folders.delete(folder.resolve(oldName));
    }

    /**
     * Reads a picture's file.
     *
     * @throws UnreadableImageException if it is gone or damaged
     */
    OpenImage open(ImageItem item, ImageLimits limits) {
        Path file = file(item.id())
                .orElseThrow(() -> new UnreadableImageException("The file of '%s' is gone.".formatted(item.name())));
        return OpenImage.open(file, limits);
    }

    /** Closes; what was not committed is lost. */
    @Override
    public void close() {
        swapping.writeLock().lock();
        try {
            index.close();
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The collection could not be closed: " + e.getMessage(), e);
        } finally {
            swapping.writeLock().unlock();
        }
    }
}
