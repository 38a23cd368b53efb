package dev.polyhead.clip;

import dev.polyhead.media.image.ImageLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.lucene.store.AlreadyClosedException;

/**
 * Brings a folder into a collection, or brings a collection up to date with a folder: new and changed files are read, known
 * ones (same size and time) are not; files with the same bytes are one picture; what is gone is removed, unless its folder
 * could not be read. What was done is committed every few seconds, so that after a stop or a crash the next run goes on.
 */
public final class FolderImport {
    private static final int CHUNK = 16;
    private static final int MOST_REPORTED = 1_000;
    private static final long COMMIT_EVERY_NANOS = 2_000_000_000L;

    private final ImageCollection collection;
    private final ClipEncoder encoder;
    private final Path root;
    private final ImageLimits limits;
    private final ImportListener listener;
    private final int threads;
    private final Map<String, ItemFile> places = new HashMap<>();
    private final List<FileIntake.Again> again = new ArrayList<>();
    private final List<FailedFile> failed = new ArrayList<>();
    private int found;
    private int added;
    private int unchanged;
    private int duplicates;
    private int failures;
    private String current = "";

    /**
     * Prepares an import.
     *
     * @param root the folder
     * @param limits what a picture may cost
     * @param listener watches and may stop it
     * @throws CollectionException if the folder is not there, or the collection was made with another model
     */
    public FolderImport(
            ImageCollection collection, ClipEncoder encoder, Path root, ImageLimits limits, ImportListener listener) {
        this(collection, encoder, root, limits, listener, Runtime.getRuntime().availableProcessors());
    }

    /**
     * The same, on so many threads rather than one a core.
     *
     * @param threads that read, decode and encode side by side
     */
    public FolderImport(
            ImageCollection collection,
            ClipEncoder encoder,
            Path root,
            ImageLimits limits,
            ImportListener listener,
            int threads) {
        collection.require(encoder);
        this.collection = collection;
        this.encoder = encoder;
        this.limits = limits;
        this.listener = listener;
        this.threads = threads;
        try {
            this.root = root.toRealPath();
        } catch (IOException e) {
            throw new CollectionException(
                    "The folder '%s' cannot be imported because it is not there or cannot be read.".formatted(root), e);
        }
        if (!Files.isDirectory(this.root)) {
            throw new CollectionException("'%s' is a file. Give the folder it is in.".formatted(root));
        }
    }

    /** Runs it. One import of a collection at a time; others wait. */
    public ImportReport run() {
        synchronized (collection) {
            collection.reopenIfBroken();
            try {
                return bring();
            } catch (UncheckedIOException | AlreadyClosedException e) {
                throw stopped(e);
            }
        }
    }

    private ImportReport bring() {
        long start = System.nanoTime();
        collection.rememberRoot(root.toString());
        collection.refresh();
        learnWhatIsThere();
        FolderScan scan = scan();
        found = scan.files().size();
        List<ItemFile> work = work(scan.files());
        boolean complete = listener.progress(progress()) == ImportListener.Wish.GO_ON && process(work);
        collection.refresh();
        Set<String> rejoined = attach();
        int removed = complete && Files.isDirectory(root) ? removeGone(scan) : 0;
        collection.commit();
        if (complete && !Files.isDirectory(root)) {
            throw new CollectionException(
                    "The folder '%s' vanished during the import. What was read is kept; nothing was removed. Import it again when it is back."
                            .formatted(root));
        }
        listener.progress(progress());
        return new ImportReport(
                complete, progress(), rejoined.size(), removed, failed, (System.nanoTime() - start) / 1e9);
    }

    private void learnWhatIsThere() {
        for (ImageItem item : collection.itemsOf(root.toString())) {
            for (ItemFile file : item.files()) {
                if (file.root().equals(root.toString())) {
                    places.put(file.path(), file);
                }
            }
        }
        for (FailedFile file : collection.failures()) {
            if (file.file().root().equals(root.toString())) {
                places.put(file.file().path(), file.file());
            }
        }
    }

    private FolderScan scan() {
        try {
            return FolderScan.of(root);
        } catch (IOException e) {
            throw new CollectionException("The folder '%s' cannot be read: %s".formatted(root, e.getMessage()), e);
        }
    }

    private List<ItemFile> work(List<ItemFile> files) {
        List<ItemFile> work = new ArrayList<>();
        for (ItemFile file : files) {
            if (file.equals(places.get(file.path()))) {
                unchanged++;
            } else {
                work.add(file);
            }
        }
        return work;
    }

    /** How many files a thread takes at once; fewer towards the end, so that no thread waits long for the last. */
    private int chunk(int left) {
        return Math.max(1, Math.min(CHUNK, left / (2 * threads)));
    }

    /** @return whether everything was looked at */
    private boolean process(List<ItemFile> work) {
        Set<String> known = ConcurrentHashMap.newKeySet();
        collection.all().forEach(item -> known.add(item.id()));
        FileIntake intake = new FileIntake(collection, encoder, limits, known);
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "polyhead-import");
            thread.setDaemon(true);
            return thread;
        });
        try {
            CompletionService<FileIntake.Outcome> running = new ExecutorCompletionService<>(pool);
            int next = 0;
            int open = 0;
            boolean goOn = true;
            long committed = System.nanoTime();
            while (open > 0 || goOn && next < work.size()) {
                while (goOn && open < 2 * threads && next < work.size()) {
                    List<ItemFile> chunk = work.subList(next, next + chunk(work.size() - next));
                    running.submit(() -> intake.take(chunk));
                    next += chunk.size();
                    current = chunk.get(chunk.size() - 1).path();
                    open++;
                }
                count(running.take().get());
                open--;
                if (System.nanoTime() - committed > COMMIT_EVERY_NANOS) {
                    collection.commit();
                    committed = System.nanoTime();
                }
                goOn = goOn && listener.progress(progress()) == ImportListener.Wish.GO_ON;
            }
            return goOn && next == work.size();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw stopped(e.getCause() == null ? e : e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    /** As on a full disk. */
    private CollectionException stopped(Throwable cause) {
        collection.reopenIfBroken();
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new CollectionException(
                "The import of '%s' stopped: %s. What was committed is kept; run it again to go on."
                        .formatted(this.root, root.getMessage()),
                cause);
    }

    private void count(FileIntake.Outcome outcome) {
        added += outcome.added();
        again.addAll(outcome.again());
        duplicates += outcome.again().size();
        failures += outcome.failed().size();
        for (FailedFile file : outcome.failed()) {
            if (failed.size() < MOST_REPORTED) {
                failed.add(file);
            }
        }
    }

    /**
     * Notes the further files of pictures that are there.
     *
     * @return the pictures that lost a file and got another: they were renamed
     */
    private Set<String> attach() {
        Set<String> renamed = new HashSet<>();
        Set<String> changed = new HashSet<>();
        for (FileIntake.Again file : again) {
            if (!changed.add(file.id())) {
                collection.refresh();
            }
            collection.item(file.id()).ifPresent(item -> {
                ImageItem more = item.withFile(file.file());
                boolean moved = item.files().stream()
                        .anyMatch(old -> !old.uploaded() && Files.notExists(collection.path(item, old)));
                collection.update(more);
                if (moved) {
                    renamed.add(item.id());
                }
            });
        }
        collection.refresh();
        duplicates -= renamed.size();
        return renamed;
    }

    /** @return how many pictures are in no file any more */
    private int removeGone(FolderScan scan) {
        Map<String, ItemFile> now = new HashMap<>();
        scan.files().forEach(file -> now.put(file.path(), file));
        int removed = 0;
        for (ImageItem item : collection.itemsOf(root.toString())) {
            List<ItemFile> left = new ArrayList<>(item.files());
            left.removeIf(file -> file.root().equals(root.toString())
                    && !file.equals(now.get(file.path()))
                    && !scan.isUnknown(file.path()));
            if (left.isEmpty()) {
                collection.remove(item.id());
                removed++;
            } else if (left.size() < item.files().size()) {
                collection.update(item.withFiles(left));
            }
        }
        for (FailedFile file : collection.failures()) {
            ItemFile place = file.file();
            if (place.root().equals(root.toString())
                    && !place.equals(now.get(place.path()))
                    && !scan.isUnknown(place.path())) {
                collection.deleteFailure(place);
            }
        }
        return removed;
    }

    private ImportProgress progress() {
        int done = unchanged + added + again.size() + failures;
        return new ImportProgress(found, done, added, unchanged, duplicates, failures, current);
    }
}
