package dev.polyhead.webapp.classification;

import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.tasks.TaskHandler;
import dev.polyhead.webapp.tasks.TaskRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hugging Face's tasks {@code image-classification} (bytes, or base64 as {@code inputs}) and
 * {@code zero-shot-image-classification} (base64 as {@code inputs}, {@code parameters.candidate_labels}).
 */
@Component
class ImageTasks implements TaskHandler {
    private static final String INPUTS = "inputs";
    private static final String LABELS = "parameters.candidate_labels";

    private final PictureModels models;
    private final Classifications classifications;
    private final Pictures pictures;
    private final JsonMapper json;

    ImageTasks(PictureModels models, Classifications classifications, Pictures pictures, JsonMapper json) {
        this.models = models;
        this.classifications = classifications;
        this.pictures = pictures;
        this.json = json;
    }

    @Override
    public boolean takes(String id) {
        return models.find(id).isPresent();
    }

    @Override
    public Collection<String> ids() {
        return models.all().stream().map(PictureModels.Entry::id).toList();
    }

    @Override
    public Object answer(TaskRequest request, HttpServletResponse response) {
        JsonNode body = request.isJson() ? parse(request.body()) : json.createObjectNode();
        JsonNode parameters = body.path("parameters");
        byte[] bytes = request.isJson() ? bytes(body) : request.body();
        boolean own = models.find(request.id()).orElseThrow().task() == PictureModels.Task.COMPARE;
        List<String> labels = own ? labels(parameters) : List.of();
        ClassificationFields fields = new ClassificationFields(
                request.id(), labels, templates(parameters), top(parameters, labels.size()), false, 0);
        ImagePixels picture = pictures.decode(bytes, INPUTS);
        return classifications.classify(fields, List.of(picture)).get(0).labels();
    }

    private JsonNode parse(byte[] body) {
        try {
            return json.readTree(body);
        } catch (JacksonException e) {
            throw ApiException.badRequest(null, "The body is no JSON: " + e.getOriginalMessage());
        }
    }

    private static byte[] bytes(JsonNode body) {
        JsonNode inputs = body.path(INPUTS);
        String text = inputs.isObject() ? inputs.path("image").asString("") : inputs.asString("");
        if (text.isEmpty()) {
            throw ApiException.badRequest(INPUTS, "'inputs' is missing. Send the picture's bytes in base64.");
        }
        if (text.startsWith("http:") || text.startsWith("https:")) {
            throw ApiException.badRequest(
                    INPUTS, "Addresses are not fetched here. Send the picture's bytes in base64.");
        }
        try {
            return Base64.getMimeDecoder()
                    .decode(text.startsWith("data:") ? text.substring(text.indexOf(',') + 1) : text);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(INPUTS, "'inputs' is no base64: " + e.getMessage());
        }
    }

    private static List<String> labels(JsonNode parameters) {
        JsonNode given = parameters.path("candidate_labels");
        List<String> labels = new ArrayList<>();
        if (given.isString()) {
            labels.addAll(List.of(given.asString().split(",")));
        } else {
            given.forEach(each -> labels.add(each.asString("")));
        }
        labels.replaceAll(String::strip);
        labels.removeIf(String::isEmpty);
        if (labels.isEmpty()) {
            throw ApiException.badRequest(
                    LABELS, "'%s' is missing. Send a list of labels to choose from.".formatted(LABELS));
        }
        return labels;
    }

    private static List<String> templates(JsonNode parameters) {
        String template = parameters.path("hypothesis_template").asString("");
        return template.isEmpty() ? List.of() : List.of(template);
    }

    private static int top(JsonNode parameters, int labels) {
        JsonNode given = parameters.path("top_k");
        if (given.isMissingNode() || given.isNull()) {
            return labels == 0 ? 5 : labels;
        }
        if (!given.isIntegralNumber()) {
            throw ApiException.badRequest("parameters.top_k", "'top_k' is %s, not a whole number.".formatted(given));
        }
        return given.asInt();
    }
}
