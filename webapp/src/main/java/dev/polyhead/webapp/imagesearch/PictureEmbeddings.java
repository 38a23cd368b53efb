package dev.polyhead.webapp.imagesearch;

import dev.polyhead.clip.ClipEncoder;
import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.text.TextEmbedder;
import dev.polyhead.webapp.classification.PictureModels;
import dev.polyhead.webapp.classification.Pictures;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.text.JointEmbeddings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.stereotype.Component;

/** Words and pictures as numbers, by models that put both into one space. */
@Component
class PictureEmbeddings implements JointEmbeddings {
    private final PictureModels models;
    private final Pictures pictures;

    PictureEmbeddings(PictureModels models, Pictures pictures) {
        this.models = models;
        this.pictures = pictures;
    }

    @Override
    public boolean takes(String model) {
        return models.find(model)
                .filter(entry -> entry.task() == PictureModels.Task.COMPARE)
                .isPresent();
    }

    @Override
    public TextEmbedder.Embeddings texts(String model, List<String> texts, int dimensions) {
        try (PictureModels.Lent<ClipEncoder> lent = models.encoder(model)) {
            ClipEncoder encoder = lent.model();
            int tokens =
                    texts.stream().mapToInt(text -> encoder.ids(text).length).sum();
            return embeddings(encoder.texts(texts), dimensions, tokens);
        }
    }

    /** One after the other, so that many large pictures never lie in memory together. */
    @Override
    public TextEmbedder.Embeddings pictures(String model, List<byte[]> files, int dimensions) {
        try (PictureModels.Lent<ClipEncoder> lent = models.encoder(model)) {
            List<float[]> vectors = new ArrayList<>();
            for (byte[] file : files) {
                ImagePixels picture = pictures.decode(file, "input");
                vectors.add(lent.model().image(picture));
            }
            return embeddings(vectors, dimensions, 0);
        }
    }

    private static TextEmbedder.Embeddings embeddings(List<float[]> vectors, int dimensions, int tokens) {
        return new TextEmbedder.Embeddings(
                vectors.stream().map(vector -> shortened(vector, dimensions)).toList(), tokens);
    }

    private static float[] shortened(float[] vector, int dimensions) {
        if (dimensions == 0 || dimensions == vector.length) {
            return vector;
        }
        if (dimensions > vector.length) {
            throw ApiException.badRequest(
                    "dimensions",
                    "'dimensions' must be at most %d for this model, not %d.".formatted(vector.length, dimensions));
        }
        float[] head = Arrays.copyOf(vector, dimensions);
        double length = 0;
        for (float number : head) {
            length += (double) number * number;
        }
        for (int i = 0; i < head.length; i++) {
            head[i] = (float) (head[i] / Math.sqrt(length));
        }
        return head;
    }
}
