package dev.polyhead.webapp.text;

import static dev.polyhead.webapp.text.Completion.entries;

import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.text.AttentionMap;
import dev.polyhead.text.TextModel;
import dev.polyhead.webapp.errors.ApiException;
import io.swagger.v3.oas.annotations.Operation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Attention weights of a text, head by head. */
@RestController
class AttentionController {
    /** Numbers of one answer: 4 million take 16 MB, and no screen shows more. */
    private static final int MOST_WEIGHTS = 4_000_000;

    private final TextModels models;

    AttentionController(TextModels models) {
        this.models = models;
    }

    @Operation(summary = "Tells what every head of every layer looks at.")
    @PostMapping("/api/attention")
    Map<String, Object> look(@RequestBody JsonNode body) {
        RequestFields fields = RequestFields.of(body).only(Set.of("model", "text", "target", "encoding_format"));
        String text = fields.text("text");
        if (text.isBlank()) {
            throw ApiException.badRequest("text", "'text' is empty. Give a sentence or two.");
        }
        String target = fields.text("target", null);
        String format = String.valueOf(fields.text("encoding_format", "float"));
        if (!List.of("float", "base64").contains(format)) {
            throw ApiException.badRequest(
                    "encoding_format", "'encoding_format' must be float or base64, not '%s'.".formatted(format));
        }
        return models.with(fields.text("model"), model -> answer(model, text, target, format.equals("base64")));
    }

    private static Map<String, Object> answer(TextModel model, String text, @Nullable String target, boolean base64) {
        String pair = target == null || target.isBlank() ? null : target;
        List<AttentionMap> maps = AttentionMap.of(model, text, pair, mostTokens(model));
        List<Map<String, Object>> shown = new ArrayList<>();
        for (AttentionMap map : maps) {
            shown.add(entries(
                    "kind", map.kind().name().toLowerCase(Locale.ROOT),
                    "layers", map.layers().size(),
                    "heads", map.heads(),
                    "queries", map.queries(),
                    "keys", map.keys(),
                    "weights", base64 ? encoded(map) : nested(map)));
        }
        return entries("model", model.model().folder().getFileName().toString(), "maps", shown);
    }

    private static int mostTokens(TextModel model) {
        int layers = model.config().integer("num_hidden_layers", model.config().integer("n_layer", 6));
        int heads = model.config().integer("num_attention_heads", model.config().integer("n_head", 8));
        return Math.max(8, (int) Math.sqrt((double) MOST_WEIGHTS / Math.max(1, layers * heads)));
    }

    /** Float32, little-endian, {@code [layers, heads, query, key]}. */
    private static String encoded(AttentionMap map) {
        long size = map.layers().stream().mapToLong(Tensor::size).sum();
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.toIntExact(size * Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        for (Tensor layer : map.layers()) {
            for (float weight : layer.floats()) {
                bytes.putFloat(weight);
            }
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static List<List<List<float[]>>> nested(AttentionMap map) {
        int queries = map.queries().size();
        int keys = map.keys().size();
        List<List<List<float[]>>> layers = new ArrayList<>();
        for (Tensor weights : map.layers()) {
            float[] all = weights.floats();
            List<List<float[]>> heads = new ArrayList<>();
            for (int head = 0; head < map.heads(); head++) {
                List<float[]> rows = new ArrayList<>();
                for (int query = 0; query < queries; query++) {
                    int from = (head * queries + query) * keys;
                    rows.add(java.util.Arrays.copyOfRange(all, from, from + keys));
                }
                heads.add(rows);
            }
            layers.add(heads);
        }
        return layers;
    }
}
