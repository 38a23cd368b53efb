package dev.polyhead.vision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.model.LabelScore;
import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.core.runtime.Device;
import dev.polyhead.core.runtime.Precision;
import dev.polyhead.media.image.ImagePixels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The shipped classifier gives the reference library's answers. */
class ImageClassifierIT {
    private static final ModelOptions EXACT = new ModelOptions(Device.CPU, Precision.FP32, 0);
    private static final double TOLERANCE = 1e-3;

    @Test
    void everyTopFiveIsTheReferences() throws IOException {
        Path images = Shared.data("images");
        JsonNode reference = new JsonMapper().readTree(Shared.data("oracles/vit_caltech101_reference.json"));
        List<ImagePixels> pictures = new ArrayList<>();
        for (JsonNode picture : reference.get("pictures")) {
            pictures.add(ImagePixels.read(images.resolve(picture.get("file").asString())));
        }
        assertEquals(200, pictures.size());
        try (Model model = Model.open(Shared.model("vit-caltech101"), EXACT)) {
            List<List<LabelScore>> answers = new ImageClassifier(model).classify(pictures, 5);
            for (int i = 0; i < answers.size(); i++) {
                JsonNode expected = reference.get("pictures").get(i);
                for (int rank = 0; rank < 5; rank++) {
                    LabelScore answer = answers.get(i).get(rank);
                    JsonNode wanted = expected.get("top5").get(rank);
                    assertEquals(
                            wanted.get(0).asString(),
                            answer.label(),
                            expected.get("file").asString());
                    assertEquals(wanted.get(1).asDouble(), answer.score(), TOLERANCE);
                }
            }
        }
    }

    @Test
    void theHeatMapCoversThePatchesAndChangesWithTheLayer() {
        ImagePixels picture = ImagePixels.read(Shared.data("images/photos/sk_chelsea.png"));
        try (Model model = Model.open(Shared.model("vit-caltech101"), EXACT)) {
            ImageClassifier classifier = new ImageClassifier(model);
            HeatMap all = classifier.explain(picture, 0);
            assertEquals(8, all.rows());
            assertEquals(8, all.columns());
            assertEquals(6, all.layers());
            assertTrue(all.values().contains(1f) && all.values().contains(0f));
            assertTrue(!all.values().equals(classifier.explain(picture, 1).values()));
            assertThrows(IllegalArgumentException.class, () -> classifier.explain(picture, 7));
        }
    }

    @Test
    void askingForNoLabelsIsRefused() {
        ImagePixels picture = new ImagePixels(1, 1, new byte[3]);
        try (Model model = Model.open(Shared.model("vit-caltech101"), EXACT)) {
            ImageClassifier classifier = new ImageClassifier(model);
            assertThrows(IllegalArgumentException.class, () -> classifier.classify(picture, 0));
        }
    }
}
