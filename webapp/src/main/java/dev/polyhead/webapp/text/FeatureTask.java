package dev.polyhead.webapp.text;

import dev.polyhead.text.TextEmbedder;
import dev.polyhead.text.tokenizer.EncodeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Feature extraction and sentence similarity in the shape of Hugging Face's task API. */
final class FeatureTask {
    private FeatureTask() {}

    /** Vectors, or, for one sentence and others, how close they are. */
    static Object of(TextEmbedder embedder, RequestFields fields) {
        JsonNode inputs = fields.get("inputs");
        if (inputs != null && inputs.isObject()) {
            RequestFields pair = fields.object("inputs").only(Set.of("source_sentence", "sentences"));
            List<String> all = new ArrayList<>(List.of(pair.text("source_sentence")));
            all.addAll(pair.texts("sentences"));
            List<float[]> vectors = embedder.embed(
                            all, TextEmbedder.Options.defaults().truncating())
                    .vectors();
            return vectors.subList(1, vectors.size()).stream()
                    .map(vector -> TextEmbedder.cosine(vectors.get(0), vector))
                    .toList();
        }
        fields.only(Set.of(
                "inputs",
                "parameters",
                "options",
                "model",
                "normalize",
                "prompt_name",
                "truncate",
                "truncation_direction",
                "dimensions",
                "encoding_format"));
        fields.object("parameters").only(Set.of());
        fields.refuse("encoding_format", "vectors are sent as numbers", "float");
        TextEmbedder.Options options = new TextEmbedder.Options(
                fields.text("prompt_name", null),
                fields.flag("truncate", true),
                fields.choice(EncodeOptions.Side.class, "truncation_direction", "right"),
                fields.integer("dimensions", 0, 1, embedder.dimensions()));
        List<float[]> vectors = embedder.embed(fields.texts("inputs"), options).vectors();
        return fields.flag("normalize", false)
                ? vectors.stream().map(FeatureTask::normalized).toList()
                : vectors;
    }

    private static float[] normalized(float[] vector) {
        double square = 0;
        for (float number : vector) {
            square += (double) number * number;
        }
        float[] unit = vector.clone();
        for (int i = 0; i < unit.length && square > 0; i++) {
            unit[i] = (float) (unit[i] / Math.sqrt(square));
        }
        return unit;
    }
}
