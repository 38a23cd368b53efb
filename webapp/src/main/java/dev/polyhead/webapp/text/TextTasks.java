package dev.polyhead.webapp.text;

import dev.polyhead.text.TextModel;
import dev.polyhead.text.TextTask;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.errors.Problems;
import dev.polyhead.webapp.system.PolyheadProperties;
import dev.polyhead.webapp.tasks.TaskHandler;
import dev.polyhead.webapp.tasks.TaskRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The task API for text models. */
@Component
class TextTasks implements TaskHandler {
    private final TextModels models;
    private final ChatService chats;
    private final Problems problems;
    private final JsonMapper json;
    private final PolyheadProperties properties;

    TextTasks(TextModels models, ChatService chats, Problems problems, JsonMapper json, PolyheadProperties properties) {
        this.models = models;
        this.chats = chats;
        this.problems = problems;
        this.json = json;
        this.properties = properties;
    }

    @Override
    public boolean takes(String id) {
        return models.find(id).isPresent();
    }

    @Override
    public Collection<String> ids() {
        return models.all().stream().map(TextModels.Entry::id).toList();
    }

    @Override
    public @Nullable Object answer(TaskRequest request, HttpServletResponse response) {
        long most = properties.limits().text().toBytes();
        if (request.body().length > 4 * most) {
            throw ChatController.tooMuch("inputs", most);
        }
        RequestFields fields = read(request);
        if (!request.rest().isEmpty()) {
            return chats.answer(fields, request.id(), response);
        }
        if (!fields.has("inputs")) {
            throw ApiException.badRequest("inputs", "The field 'inputs' is missing.");
        }
        TextTask task = models.task(request.id());
        return task == TextTask.FEATURE_EXTRACTION
                ? models.embedding(request.id(), embedder -> FeatureTask.of(embedder, fields))
                : models.<@Nullable Object>with(request.id(), text -> answer(task, text, fields, response));
    }

    private RequestFields read(TaskRequest request) {
        try {
            return RequestFields.of(json.readTree(request.body()));
        } catch (JacksonException e) {
            throw ApiException.badRequest(null, "The body is not JSON: " + e.getOriginalMessage());
        }
    }

    private @Nullable Object answer(TextTask task, TextModel text, RequestFields fields, HttpServletResponse response) {
        fields.only(Set.of("inputs", "parameters", "options", "stream", "model"));
        ReadingTasks reading = new ReadingTasks(text, fields);
        return switch (task) {
            case TEXT_GENERATION -> new GenerationTask(text, fields, problems, json).answer(response);
            case TEXT2TEXT_GENERATION -> new RewritingTask(text, fields).answer();
            case FILL_MASK -> reading.fills();
            case TEXT_CLASSIFICATION -> reading.labels();
            case TOKEN_CLASSIFICATION -> reading.entities();
            case QUESTION_ANSWERING -> reading.answers();
            case FEATURE_EXTRACTION -> throw new IllegalArgumentException("Embeddings are made by an embedder.");
        };
    }

    /** Clients of the task API count characters as Unicode does, Java counts halves of rare ones. */
    static int codePoints(String text, int unit) {
        return text.codePointCount(0, unit);
    }
}
