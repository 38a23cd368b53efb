package dev.polyhead.clip;

import dev.polyhead.media.image.ImageLimits;
import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.media.image.OpenImage;
import dev.polyhead.media.image.UnreadableImageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.store.AlreadyClosedException;

/** Brings uploaded pictures into a collection. */
final class UploadIntake {
    private static final int LONGEST_NAME = 255;
    private static final int BATCH = 16;

    private final ImageCollection collection;
    private final ClipEncoder encoder;
    private final ImageLimits limits;
    private final List<AddReport.Added> added = new ArrayList<>();
    private final List<AddReport.Duplicate> duplicates = new ArrayList<>();
    private final List<AddReport.Failed> failed = new ArrayList<>();
    private final Map<String, ImageItem> waiting = new LinkedHashMap<>();
    private final List<ImagePixels> waitingPixels = new ArrayList<>();

    UploadIntake(ImageCollection collection, ClipEncoder encoder, ImageLimits limits) {
        this.collection = collection;
        this.encoder = encoder;
        this.limits = limits.withEnough(encoder.preprocessor().enough());
    }

    AddReport add(List<Upload> uploads) {
        synchronized (collection) {
            collection.reopenIfBroken();
            try {
                for (Upload upload : uploads) {
                    take(upload);
                }
                store();
                collection.commit();
            } catch (UncheckedIOException | AlreadyClosedException e) {
                collection.reopenIfBroken();
                throw new CollectionException(
                        "The pictures could not all be kept: %s. Send them again when that is mended; what is there already is found."
                                .formatted(e.getMessage()),
                        e);
            }
        }
        return new AddReport(added, duplicates, failed);
    }

    private void take(Upload upload) {
        String name = name(upload.name());
        try {
            byte[] bytes = upload.source().read();
            String sha256 = Picture.sha256(bytes);
            String id = Picture.id(sha256);
            Optional<ImageItem> known = Optional.ofNullable(waiting.get(id)).or(() -> collection.item(id));
            if (known.isPresent()) {
                duplicates.add(new AddReport.Duplicate(id, name, known.get().name()));
                return;
            }
            OpenImage image = OpenImage.open(bytes, limits);
            ImagePixels pixels = image.pixels();
            keep(id, bytes);
            ItemFile file = new ItemFile("", name, bytes.length, System.currentTimeMillis());
            waiting.put(id, Picture.item(sha256, file, image, pixels));
            waitingPixels.add(encoder.preprocessor().fit(pixels));
            if (Math.max(pixels.width(), pixels.height()) > Thumbnails.EDGE) {
                collection.thumbnails().make(id, pixels);
            }
            if (waiting.size() == BATCH) {
                store();
            }
        } catch (UnreadableImageException e) {
            failed.add(new AddReport.Failed(name, e.getMessage()));
        } catch (IOException e) {
            failed.add(new AddReport.Failed(name, "The upload could not be read or kept: " + e.getMessage()));
        }
    }

    private void keep(String id, byte[] bytes) throws IOException {
        Path file = collection.uploaded(id);
        Files.createDirectories(file.getParent());
        Path fresh = Files.createTempFile(file.getParent(), "new", "");
        try {
            Files.write(fresh, bytes);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private void store() {
        if (waiting.isEmpty()) {
            return;
        }
        List<float[]> embeddings = encoder.images(waitingPixels);
        int i = 0;
        for (ImageItem item : waiting.values()) {
            collection.put(item, embeddings.get(i++));
            added.add(new AddReport.Added(item.id(), item.name()));
        }
        collection.refresh();
        waiting.clear();
        waitingPixels.clear();
    }

    /** A name as it is shown: without a path, never empty. */
    private static String name(String given) {
        String plain = given.replace('\\', '/');
        plain = plain.substring(plain.lastIndexOf('/') + 1)
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
        plain = plain.substring(Math.max(0, plain.length() - LONGEST_NAME));
        return plain.isEmpty() ? "picture" : plain;
    }
}
