package dev.polyhead.webapp.classification;

import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.uploads.FormFields;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How pictures are to be classified.
 *
 * @param model its id; null for the usual one
 * @param labels one's own labels; empty for those of the model
 * @param templates sentences around one's own labels, with {@code {}} for the label; empty for the usual one
 * @param topK most labels of an answer
 * @param explain whether to answer with a heat map
 * @param layer how far up the heat map follows the attention, from 1; 0 for all layers
 */
record ClassificationFields(
        @Nullable String model, List<String> labels, List<String> templates, int topK, boolean explain, int layer) {
    private static final int USUAL_TOP = 5;
    private static final int MOST_LABELS = 2_000;

    ClassificationFields {
        if (topK < 1 || topK > MOST_LABELS) {
            throw ApiException.badRequest("top_k", "top_k is %d; it goes from 1 to %d.".formatted(topK, MOST_LABELS));
        }
        if (layer < 0) {
            throw ApiException.badRequest("layer", "layer is %d; layers count from 1, 0 is all.".formatted(layer));
        }
        if (labels.size() > MOST_LABELS) {
            throw ApiException.badRequest(
                    "labels", "%d labels were given; at most %d are taken.".formatted(labels.size(), MOST_LABELS));
        }
        labels = labels.stream().distinct().toList();
        for (String template : templates) {
            if (!template.contains("{}")) {
                throw ApiException.badRequest(
                        "template",
                        "The template '%s' has no {} for the label. Write, for example, 'a photo of a {}'."
                                .formatted(template));
            }
        }
        if (!templates.isEmpty() && labels.isEmpty()) {
            throw ApiException.badRequest("labels", "A template needs labels to put into it. Send 'labels'.");
        }
    }

    /**
     * Reads a form.
     *
     * @throws ApiException 400 if a field is unknown or makes no sense
     */
    static ClassificationFields read(FormFields form) {
        ClassificationFields fields = new ClassificationFields(
                form.text("model").orElse(null),
                form.commaList("labels"),
                Stream.concat(form.list("template").stream(), form.list("templates").stream())
                        .map(String::strip)
                        .toList(),
                form.integer("top_k").orElse(USUAL_TOP),
                form.flag("explain").orElse(false),
                form.integer("layer").orElse(0));
        form.refuseOthers("file", "files", "image", "sample", "_csrf");
        if (fields.labels().isEmpty()
                && form.has("labels")
                && form.text("labels").isPresent()) {
            throw ApiException.badRequest("labels", "'labels' holds no label. Send them between commas.");
        }
        return fields;
    }
}
