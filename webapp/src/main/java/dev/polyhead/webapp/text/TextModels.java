package dev.polyhead.webapp.text;

import dev.polyhead.text.TextModel;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lends text models. */
public interface TextModels {
    /**
     * Uses a model while it stays loaded.
     *
     * @param id id or alias
     * @throws dev.polyhead.webapp.errors.ApiException 404 with the nearest names if there is no such model, 429 if too
     *     many wait for it
     */
    <T extends @Nullable Object> T with(String id, Use<T> use);

    /** The text models there are. */
    List<Entry> all();

    /** A text model by its id or alias. */
    default Optional<Entry> find(String id) {
        return all().stream().filter(entry -> entry.id().equals(id)).findFirst();
    }

    /** What is done with a model. */
    @FunctionalInterface
    interface Use<T extends @Nullable Object> {
        T of(TextModel model);
    }

    /**
     * A text model that can answer.
     *
     * @param id what requests call it
     * @param task under the names of Hugging Face's task API
     * @param chats whether it has a chat template
     * @param bytes size of its weights
     */
    record Entry(String id, String task, boolean chats, long bytes) {}
}
