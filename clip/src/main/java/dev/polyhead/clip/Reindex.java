package dev.polyhead.clip;

import dev.polyhead.media.image.ImageLimits;
import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.media.image.UnreadableImageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds a collection's index anew with another model, beside the one in use, and puts it in place when it is complete.
 * Searches go on with the old one meanwhile. Stopped or killed, it goes on where it was.
 */
public final class Reindex {
    private static final int CHUNK = 16;
    private static final int COMMIT_EVERY = 512;

    private final ImageCollection collection;
    private final ClipEncoder encoder;
    private final ImportListener listener;
    private int failed;

    /** Prepares it. */
    public Reindex(ImageCollection collection, ClipEncoder encoder, ImportListener listener) {
        this.collection = collection;
        this.encoder = encoder;
        this.listener = listener;
    }

    /**
     * Runs it; does nothing if the collection's model is this one already.
     *
     * @return whether the new index is in place; false if it was stopped
     */
    public boolean run() {
        if (collection.matches(encoder)) {
            return true;
        }
        String name = "index-" + encoder.fingerprint();
        Path folder = collection.folder().resolve(name);
        Map<String, String> notes = Map.of("fingerprint", encoder.fingerprint());
        VectorIndex fresh = null;
        try {
            fresh = VectorIndex.open(folder, encoder.dimensions());
            fresh.commit(notes);
            if (!copyNewModel(fresh, notes)) {
                fresh.close();
                return false;
            }
            synchronized (collection) {
                // Once more under the lock, for what came in meanwhile and what was taken out.
                copyNewModel(fresh, notes);
                copyFailures(fresh);
                fresh.commit(notes);
                collection.swap(
                        collection
                                .settings()
                                .withIndex(
                                        name,
                                        encoder.model().folder().getFileName().toString(),
                                        encoder.fingerprint(),
                                        encoder.dimensions()),
                        fresh);
            }
            return true;
        } catch (IOException | RuntimeException e) {
            if (fresh != null) {
                fresh.close();
            }
            throw new CollectionException(
                    "The index of '%s' could not be rebuilt: %s. The old one is still in use; run it again to go on."
                            .formatted(collection.name(), e.getMessage()),
                    e);
        }
    }

    private boolean copyNewModel(VectorIndex fresh, Map<String, String> notes) {
        List<ImageItem> items = collection.all();
        List<ImageItem> waiting = new ArrayList<>();
        List<ImagePixels> pixels = new ArrayList<>();
        int done = 0;
        for (ImageItem item : items) {
            done++;
            if (fresh.get(item.id())
                    .filter(json -> ImageCollection.parse(json).equals(item))
                    .isEmpty()) {
                fit(item).ifPresent(fitted -> {
                    waiting.add(item);
                    pixels.add(fitted);
                });
            }
            if (waiting.size() == CHUNK || done == items.size()) {
                store(waiting, pixels, fresh);
                if (done % COMMIT_EVERY < CHUNK) {
                    fresh.commit(notes);
                }
                ImportProgress progress =
                        new ImportProgress(items.size(), done, done - failed, 0, 0, failed, item.name());
                if (listener.progress(progress) == ImportListener.Wish.STOP) {
                    fresh.commit(notes);
                    return false;
                }
            }
        }
        fresh.commit(notes);
        return true;
    }

    /** The picture as the model wants it; its thumbnail where the file is gone. */
    private Optional<ImagePixels> fit(ImageItem item) {
        ImageLimits limits =
                ImageLimits.defaults().withEnough(encoder.preprocessor().enough());
        try {
            return Optional.of(
                    encoder.preprocessor().fit(collection.open(item, limits).pixels()));
        } catch (UnreadableImageException e) {
            Optional<ImagePixels> small = collection
                    .thumbnails()
                    .get(item.id())
                    .map(ImagePixels::read)
                    .map(encoder.preprocessor()::fit);
            failed += small.isEmpty() ? 1 : 0;
            return small;
        }
    }

    private void store(List<ImageItem> items, List<ImagePixels> pixels, VectorIndex fresh) {
        if (!items.isEmpty()) {
            List<float[]> embeddings = encoder.images(pixels);
            for (int i = 0; i < items.size(); i++) {
                ImageItem item = items.get(i);
                fresh.put(
                        item.id(),
                        embeddings.get(i),
                        CollectionSettings.JSON.writeValueAsString(item),
                        ItemFields.of(item));
            }
            items.clear();
            pixels.clear();
        }
    }

    private void copyFailures(VectorIndex fresh) {
        for (FailedFile file : collection.failures()) {
            fresh.put(
                    ImageCollection.failureId(file.file()),
                    null,
                    CollectionSettings.JSON.writeValueAsString(file),
                    ItemFields.of(file));
        }
    }
}
