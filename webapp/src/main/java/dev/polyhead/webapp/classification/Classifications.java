package dev.polyhead.webapp.classification;

import dev.polyhead.clip.ClipEncoder;
import dev.polyhead.clip.ZeroShotClassifier;
import dev.polyhead.core.model.LabelScore;
import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.vision.HeatMap;
import dev.polyhead.vision.ImageClassifier;
import dev.polyhead.webapp.errors.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Says what pictures show: in the labels of a checkpoint, or in one's own. */
@Service
public class Classifications {
    private final PictureModels models;
    private final PictureProperties properties;

    /** Label sets are remembered by these, for as long as the model is loaded. */
    private final Map<ClipEncoder, ZeroShotClassifier> zeroShot = new WeakHashMap<>();

    Classifications(PictureModels models, PictureProperties properties) {
        this.models = models;
        this.properties = properties;
    }

    /** The model that answers such a request. */
    String model(ClassificationFields fields) {
        String named = fields.model();
        if (named != null) {
            return named;
        }
        return fields.labels().isEmpty() ? properties.classifier() : properties.encoder();
    }

    /** What one picture shows, and where the model looked. */
    record Said(List<LabelScore> labels, @Nullable HeatMap heatMap) {}

    /**
     * Classifies pictures, in their order.
     *
     * @throws ApiException 400 if the request does not suit the model, 404 if there is no such model
     */
    List<Said> classify(ClassificationFields fields, List<ImagePixels> pictures) {
        String id = model(fields);
        if (fields.labels().isEmpty()) {
            try (PictureModels.Lent<ImageClassifier> lent = models.classifier(id)) {
                ImageClassifier model = lent.model();
                return said(fields, pictures, model.classify(pictures, fields.topK()), model::explain);
            }
        }
        try (PictureModels.Lent<ClipEncoder> lent = models.encoder(id)) {
            ClipEncoder model = lent.model();
            List<List<LabelScore>> labels =
                    classifier(model).classify(pictures, fields.labels(), fields.templates(), fields.topK());
            return said(fields, pictures, labels, model::explain);
        }
    }

    /**
     * The best of some labels for a picture, best first.
     *
     * @throws ApiException 400 if a label makes no sense
     */
    public List<LabelScore> compare(ImagePixels picture, List<String> labels, int topK) {
        return classify(new ClassificationFields(null, labels, List.of(), topK, false, 0), List.of(picture))
                .get(0)
                .labels();
    }

    private synchronized ZeroShotClassifier classifier(ClipEncoder encoder) {
        return zeroShot.computeIfAbsent(encoder, ZeroShotClassifier::new);
    }

    private static List<Said> said(
            ClassificationFields fields,
            List<ImagePixels> pictures,
            List<List<LabelScore>> labels,
            Explanation explanation) {
        List<Said> said = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            said.add(new Said(labels.get(i), fields.explain() ? heatMap(fields, pictures.get(i), explanation) : null));
        }
        return said;
    }

    private static HeatMap heatMap(ClassificationFields fields, ImagePixels picture, Explanation explanation) {
        try {
            return explanation.of(picture, fields.layer());
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("layer", String.valueOf(e.getMessage()));
        }
    }

    /** Where a model looked, up to a layer. */
    @FunctionalInterface
    private interface Explanation {
        HeatMap of(ImagePixels picture, int layer);
    }
}
