package dev.polyhead.webapp.text;

import static dev.polyhead.webapp.text.Completion.entries;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The REST call that gives what a form of the page Text gives. */
final class Curl {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SERVER = "http://localhost:8080";

    private Curl() {}

    /** @param choosesLanguages whether a translation has to be told its languages */
    static String of(TextTool tool, TextForm form, String model, boolean choosesLanguages) {
        return switch (tool) {
            case CHAT ->
                call(
                        "/v1/chat/completions",
                        entries(
                                "model",
                                model,
                                "messages",
                                List.of(entries("role", "user", "content", form.getText())),
                                "stream",
                                true));
            case COMPARE -> call("/v1/embeddings", entries("model", model, "input", form.lines()));
            case FILL, SUMMARIZE -> task(model, form, Map.of());
            case CLASSIFY ->
                task(
                        model,
                        form,
                        form.ownLabels().isEmpty()
                                ? Map.of()
                                : entries("candidate_labels", form.ownLabels(), "multi_label", form.isSeveral()));
            case TRANSLATE ->
                task(
                        model,
                        form,
                        choosesLanguages
                                ? entries("src_lang", form.getSource(), "tgt_lang", form.getTarget())
                                : Map.of());
        };
    }

    private static String task(String model, TextForm form, Map<String, Object> parameters) {
        Map<String, Object> body = entries("inputs", form.getText());
        if (!parameters.isEmpty()) {
            body.put("parameters", parameters);
        }
        return call("/models/" + model, body);
    }

    private static String call(String path, Map<String, Object> body) {
        String json = JSON.writeValueAsString(body).replace("'", "'\\''");
        return "curl %s%s -H 'Content-Type: application/json' -d '%s'".formatted(SERVER, path, json);
    }
}
