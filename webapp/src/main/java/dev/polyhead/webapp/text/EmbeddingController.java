package dev.polyhead.webapp.text;

import static dev.polyhead.webapp.text.Completion.entries;

import dev.polyhead.text.TextEmbedder;
import dev.polyhead.text.TooLongException;
import dev.polyhead.text.tokenizer.EncodeOptions;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.system.PolyheadProperties;
import io.swagger.v3.oas.annotations.Operation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** OpenAI's embedding interface, for texts and, with a model of both, for pictures. */
@RestController
class EmbeddingController {
    private static final int MOST_INPUTS = 2048;

    private final TextModels models;
    private final List<JointEmbeddings> joint;
    private final PolyheadProperties properties;

    EmbeddingController(TextModels models, ObjectProvider<JointEmbeddings> joint, PolyheadProperties properties) {
        this.models = models;
        this.joint = joint.orderedStream().toList();
        this.properties = properties;
    }

    @Operation(summary = "Gives vectors for texts or pictures.")
    @PostMapping("/v1/embeddings")
    Map<String, Object> embed(@RequestBody JsonNode body) {
        RequestFields fields = RequestFields.of(body)
                .only(Set.of(
                        "model",
                        "input",
                        "encoding_format",
                        "dimensions",
                        "user",
                        "modality",
                        "truncate",
                        "prompt_name"));
        String model = fields.text("model");
        String format = fields.text("encoding_format", "float");
        if (!List.of("float", "base64").contains(String.valueOf(format))) {
            throw ApiException.badRequest(
                    "encoding_format", "'encoding_format' must be float or base64, not '%s'.".formatted(format));
        }
        int dimensions = fields.integer("dimensions", 0, 1, Integer.MAX_VALUE);
        String modality = fields.text("modality", "text");
        JsonNode input = fields.get("input");
        if (input == null || (input.isContainer() && input.isEmpty())) {
            throw ApiException.badRequest("input", "'input' is missing or empty. Send at least one text.");
        }
        boolean ofBoth = joint.stream().anyMatch(each -> each.takes(model));
        TextEmbedder.Embeddings embedded;
        if (ofBoth) {
            embedded = joined(model, String.valueOf(modality), fields.texts("input"), dimensions);
        } else {
            if (!"text".equals(modality)) {
                throw ApiException.badRequest(
                        "modality", "'%s' embeds texts only. Choose a CLIP model for pictures.".formatted(model));
            }
            try {
                embedded = models.embedding(model, embedder -> embed(embedder, fields, input, dimensions));
            } catch (TooLongException e) {
                throw ChatController.tooLong("input", e);
            }
        }
        return answer(embedded, model, "base64".equals(format));
    }

    private TextEmbedder.Embeddings embed(TextEmbedder embedder, RequestFields fields, JsonNode input, int dimensions) {
        if (dimensions > embedder.dimensions()) {
            throw ApiException.badRequest(
                    "dimensions",
                    "'dimensions' must be at most %d for this model, not %d."
                            .formatted(embedder.dimensions(), dimensions));
        }
        boolean tokens =
                input.isArray() && (input.get(0).isNumber() || input.get(0).isArray());
        if (tokens) {
            return embedder.embedTokens(tokenLists(fields, input, embedder.vocabulary()), dimensions);
        }
        List<String> texts = fields.texts("input");
        long size = texts.stream().mapToLong(String::length).sum();
        long most = properties.limits().text().toBytes();
        if (size > most) {
            throw ChatController.tooMuch("input", most);
        }
        checkCount(texts.size());
        if (texts.stream().anyMatch(String::isEmpty)) {
            throw ApiException.badRequest("input", "'input' holds an empty text. Leave it out.");
        }
        TextEmbedder.Options options = new TextEmbedder.Options(
                fields.text("prompt_name", null), fields.flag("truncate", false), EncodeOptions.Side.RIGHT, dimensions);
        return embedder.embed(texts, options);
    }

    private static void checkCount(int inputs) {
        if (inputs > MOST_INPUTS) {
            throw ApiException.badRequest(
                    "input", "%d inputs are too many. Send at most %d.".formatted(inputs, MOST_INPUTS));
        }
    }

    private static List<int[]> tokenLists(RequestFields fields, JsonNode input, int vocabulary) {
        List<int[]> lists = new ArrayList<>();
        for (JsonNode list : input.get(0).isArray() ? input : List.of(input)) {
            if (list.isArray() && list.isEmpty()) {
                throw ApiException.badRequest("input", "'input' holds an empty list of tokens. Leave it out.");
            }
            lists.add(fields.tokens("input", list, vocabulary));
        }
        checkCount(lists.size());
        return lists;
    }

    private TextEmbedder.Embeddings joined(String model, String modality, List<String> inputs, int dimensions) {
        checkCount(inputs.size());
        JointEmbeddings embeddings =
                joint.stream().filter(each -> each.takes(model)).findFirst().orElseThrow();
        return switch (modality) {
            case "text" -> embeddings.texts(model, inputs, dimensions);
            case "image" ->
                embeddings.pictures(
                        model, inputs.stream().map(EmbeddingController::picture).toList(), dimensions);
            default ->
                throw ApiException.badRequest(
                        "modality", "'modality' must be text or image, not '%s'.".formatted(modality));
        };
    }

    private static byte[] picture(String uri) {
        int comma = uri.indexOf(',');
        if (!uri.startsWith("data:") || comma < 0 || !uri.substring(0, comma).endsWith(";base64")) {
            throw ApiException.badRequest(
                    "input", "A picture must be a data URI, as in data:image/png;base64,… Nothing is fetched.");
        }
        try {
            return Base64.getMimeDecoder().decode(uri.substring(comma + 1));
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("input", "A picture's data URI is not base64: " + e.getMessage());
        }
    }

    private static Map<String, Object> answer(TextEmbedder.Embeddings embedded, String model, boolean base64) {
        List<Map<String, Object>> data = new ArrayList<>();
        for (int i = 0; i < embedded.vectors().size(); i++) {
            float[] vector = embedded.vectors().get(i);
            Object shown = base64 ? encoded(vector) : vector;
            data.add(entries("object", "embedding", "index", i, "embedding", shown));
        }
        return entries(
                "object",
                "list",
                "data",
                data,
                "model",
                model,
                "usage",
                entries("prompt_tokens", embedded.tokens(), "total_tokens", embedded.tokens()));
    }

    private static String encoded(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
