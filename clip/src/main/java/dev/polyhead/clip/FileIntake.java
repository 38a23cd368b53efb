package dev.polyhead.clip;

import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.media.image.ImageLimits;
import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.media.image.ImagePreprocessor;
import dev.polyhead.media.image.OpenImage;
import dev.polyhead.media.image.UnreadableImageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads some files of a folder, and puts those that are new into the collection: the work of one thread. */
final class FileIntake {
    private final ImageCollection collection;
    private final ClipEncoder encoder;
    private final ImageLimits limits;
    private final Set<String> known;

    /**
     * What became of the files.
     *
     * @param added how many are new
     * @param again files whose bytes are in the collection, or on their way, with their ids
     * @param failed files that could not be read
     */
    record Outcome(int added, List<Again> again, List<FailedFile> failed) {}

    /** A file whose bytes were seen before. */
    record Again(String id, ItemFile file) {}

    /** @param known ids that are in the collection or on their way; shared by all threads */
    FileIntake(ImageCollection collection, ClipEncoder encoder, ImageLimits limits, Set<String> known) {
        this.collection = collection;
        this.encoder = encoder;
        this.limits = limits.withEnough(encoder.preprocessor().enough());
        this.known = known;
    }

    Outcome take(List<ItemFile> files) {
        ImagePreprocessor preprocessor = encoder.preprocessor();
        ByteBuffer bytes = ByteBuffer.allocateDirect(files.size() * preprocessor.floats() * Float.BYTES)
                .order(ByteOrder.nativeOrder());
        FloatBuffer floats = bytes.asFloatBuffer();
        List<ImageItem> items = new ArrayList<>();
        List<Again> again = new ArrayList<>();
        List<FailedFile> failed = new ArrayList<>();
        for (ItemFile file : files) {
            try {
                byte[] content = read(Path.of(file.root()).resolve(file.path()));
                String sha256 = Picture.sha256(content);
                String id = Picture.id(sha256);
                if (!known.add(id)) {
                    again.add(new Again(id, file));
                    continue;
                }
                try {
                    OpenImage image = OpenImage.open(content, limits);
                    ImagePixels pixels = image.pixels();
                    items.add(Picture.item(sha256, file, image, pixels));
                    preprocessor.write(pixels, floats);
                    if (Math.max(pixels.width(), pixels.height()) > 2 * Thumbnails.EDGE) {
                        collection.thumbnails().make(id, pixels);
                    }
                } catch (UnreadableImageException e) {
                    known.remove(id);
                    FailedFile damaged = new FailedFile(file, e.getMessage());
                    collection.putFailure(damaged);
                    failed.add(damaged);
                }
            } catch (UnreadableImageException e) {
                // Not remembered: a file that could not be opened may be back the next time, the same as it was.
                failed.add(new FailedFile(file, e.getMessage()));
            }
        }
        if (!items.isEmpty()) {
            bytes.limit(items.size() * preprocessor.floats() * Float.BYTES);
            Tensor pixels =
                    Tensor.wrap(ElementType.F32, bytes, items.size(), 3, preprocessor.height(), preprocessor.width());
            List<float[]> embeddings = encoder.embed(pixels);
            for (int i = 0; i < items.size(); i++) {
                collection.put(items.get(i), embeddings.get(i));
            }
        }
        return new Outcome(items.size(), again, failed);
    }

    private byte[] read(Path file) {
        try {
            if (Files.size(file) > limits.maxBytes()) {
                throw new UnreadableImageException("The file has %d bytes; at most %d are accepted."
                        .formatted(Files.size(file), limits.maxBytes()));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UnreadableImageException("The file cannot be read: " + e.getMessage(), e);
        }
    }
}
