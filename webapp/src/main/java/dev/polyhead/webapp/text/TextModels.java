package dev.polyhead.webapp.text;

import dev.polyhead.text.TextEmbedder;
import dev.polyhead.text.TextModel;
import dev.polyhead.text.TextTask;
import dev.polyhead.webapp.models.ModelInfo;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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

    /**
     * Embeds with a model while it stays loaded, in batches shared with everybody who embeds with it meanwhile. To be
     * called by the request's own thread: a client that leaves takes its texts along.
     *
     * @param id id or alias
     * @throws dev.polyhead.webapp.errors.ApiException 404 with the nearest names if there is no such model
     * @throws dev.polyhead.core.generation.RejectedException if too many wait for it
     */
    <T> T embedding(String id, Function<TextEmbedder, T> use);

    /** What a model does, loading it. */
    TextTask task(String id);

    /** The text models on this machine. */
    List<Entry> all();

    /** A text model by its id or alias; empty if there is none, or it is for something else. */
    Optional<Entry> find(String idOrAlias);

    /** Models that could be fetched for one of some tasks, those of known size first. */
    List<ModelInfo> suggested(List<String> tasks);

    /** Whether a translator has to be told the languages; false for one that knows a single pair. */
    boolean choosesLanguages(String idOrAlias);

    /** What is done with a model. */
    @FunctionalInterface
    interface Use<T extends @Nullable Object> {
        T of(TextModel model);
    }

    /**
     * A text model that can answer.
     *
     * @param info what is known of it
     * @param task under the names of Hugging Face's task API
     * @param chats whether it has a chat template
     */
    record Entry(ModelInfo info, String task, boolean chats) {
        String id() {
            return info.id();
        }
    }
}
