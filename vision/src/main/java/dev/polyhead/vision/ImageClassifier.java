package dev.polyhead.vision;

import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.model.LabelScore;
import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.Scores;
import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.media.image.ImagePreprocessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Gives pictures the labels of a checkpoint (ViT, DeiT). Safe for concurrent use; the model stays the caller's.
 */
public final class ImageClassifier {
    private static final int BATCH = 32;
    private static final String LOGITS = "logits";

    private final Model model;
    private final ImagePreprocessor preprocessor;
    private final List<String> labels;
    private final boolean independent;

    /**
     * Prepares a model.
     *
     * @throws CheckpointException if the model gives no labels for pictures
     */
    public ImageClassifier(Model model) {
        if (!model.inputs().contains("pixel_values") || !model.outputs().contains(LOGITS)) {
            throw new CheckpointException(
                    "The model in '%s' (model_type \"%s\") does not classify pictures. Take one such as google/vit-base-patch16-224, or CLIP with labels of your own."
                            .formatted(model.folder(), model.modelType()));
        }
        this.model = model;
        this.preprocessor = PreprocessorFile.read(model.folder());
        this.labels = labels(model.config());
        this.independent = model.config().text("problem_type", "").equals("multi_label_classification");
    }

    private static List<String> labels(ConfigJson config) {
        Optional<ConfigJson> names = config.object("id2label");
        int count = names.map(n -> n.json().size()).orElseGet(() -> config.integer("num_labels", 2));
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String key = Integer.toString(i);
            String unnamed = "LABEL_" + i;
            labels.add(names.map(n -> n.text(key, unnamed)).orElse(unnamed));
        }
        return List.copyOf(labels);
    }

    /** The labels in the checkpoint's order ({@code id2label}). */
    public List<String> labels() {
        return labels;
    }

    /** How the checkpoint wants its pictures. */
    public ImagePreprocessor preprocessor() {
        return preprocessor;
    }

    /** The best labels of a picture, best first. */
    public List<LabelScore> classify(ImagePixels image, int topK) {
        return classify(List.of(image), topK).get(0);
    }

    /**
     * The best labels of each picture, best first.
     *
     * @param topK how many labels a picture gets at most
     */
    public List<List<LabelScore>> classify(List<ImagePixels> images, int topK) {
        if (topK < 1) {
            throw new IllegalArgumentException("top_k is %d; ask for at least 1 label.".formatted(topK));
        }
        List<List<LabelScore>> answers = new ArrayList<>();
        for (int from = 0; from < images.size(); from += BATCH) {
            List<ImagePixels> some = images.subList(from, Math.min(images.size(), from + BATCH));
            Tensor logits = Objects.requireNonNull(
                    model.run(Map.of("pixel_values", PictureBatch.of(preprocessor, some)), Set.of(LOGITS))
                            .get(LOGITS));
            float[] all = logits.floats();
            for (int i = 0; i < some.size(); i++) {
                double[] row = new double[labels.size()];
                for (int j = 0; j < row.length; j++) {
                    row[j] = all[i * labels.size() + j];
                }
                answers.add(LabelScore.best(labels, independent ? Scores.sigmoid(row) : Scores.softmax(row), topK));
            }
        }
        return answers;
    }

    /**
     * Where the model looked.
     *
     * @param lastLayer how far up the rollout goes, counted from 1; 0 for all layers
     */
    public HeatMap explain(ImagePixels image, int lastLayer) {
        return AttentionRollout.of(model, "attentions.", preprocessor, image, lastLayer);
    }
}
