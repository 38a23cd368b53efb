package dev.polyhead.webapp.classification;

import dev.polyhead.clip.ClipEncoder;
import dev.polyhead.vision.ImageClassifier;
import java.util.List;
import java.util.Optional;

/** Lends models that look at pictures. */
public interface PictureModels {
    /**
     * Lends a model with labels of its own.
     *
     * @throws dev.polyhead.core.hub.UnknownModelException if there is no such model; answered as 404
     * @throws dev.polyhead.webapp.errors.ApiException 400 if it does something else
     */
    Lent<ImageClassifier> classifier(String id);

    /**
     * Lends a model that puts pictures and words into one space.
     *
     * @throws dev.polyhead.webapp.errors.ApiException as {@link #classifier}
     */
    Lent<ClipEncoder> encoder(String id);

    /** The models there are. */
    List<Entry> all();

    /** A model by its id or another name of it. */
    Optional<Entry> find(String id);

    /**
     * A model that stays loaded until this is closed.
     *
     * @param id its id
     * @param model what is lent
     * @param end gives it back
     */
    record Lent<T>(String id, T model, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    /** What a model does with pictures. */
    enum Task {
        /** Gives them labels of its own. */
        CLASSIFY("image-classification"),
        /** Compares them with words. */
        COMPARE("zero-shot-image-classification");

        private final String word;

        Task(String word) {
            this.word = word;
        }

        /** Hugging Face's name for it. */
        public String word() {
            return word;
        }
    }

    /**
     * A model that can answer.
     *
     * @param id what requests call it
     * @param task what it does
     * @param bytes size of its weights
     */
    record Entry(String id, Task task, long bytes) {
        private static final long SMALL = 64L << 20;

        /** Whether it is so small that its answers should be taken with care. */
        public boolean small() {
            return bytes < SMALL;
        }
    }
}
