package dev.polyhead.clip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.model.LabelScore;
import dev.polyhead.media.image.ImagePixels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The shipped CLIP gives the reference library's answers. */
class ClipEncoderIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final double COSINE = 0.9999;

    @Test
    void picturesLieWhereTheReferencePutsThem() throws IOException {
        Path images = Shared.data("images");
        for (JsonNode picture : reference().get("images")) {
            float[] embedding = ClipTiny.encoder()
                    .image(ImagePixels.read(images.resolve(picture.get("file").asString())));
            assertTrue(
                    cosine(embedding, picture.get("embedding")) >= COSINE,
                    picture.get("file").asString());
        }
    }

    @Test
    void textsLieWhereTheReferencePutsThem() throws IOException {
        for (JsonNode text : reference().get("texts")) {
            String words = text.get("text").asString();
            long[] ids = new long[text.get("ids").size()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = text.get("ids").get(i).asLong();
            }
            assertArrayEquals(ids, ClipTiny.encoder().ids(words), words);
            assertTrue(cosine(ClipTiny.encoder().text(words), text.get("embedding")) >= COSINE, words);
        }
        assertEquals(
                reference().get("logit_scale").asDouble(), ClipTiny.encoder().logitScale(), 1e-3);
    }

    @Test
    void aTextLongerThanTheModelKnowsIsCutAndKeepsItsEnd() {
        long[] ids = ClipTiny.encoder().ids("a very long text ".repeat(50));
        assertEquals(77, ids.length);
        assertEquals(49406, ids[0]);
        assertEquals(49407, ids[76]);
    }

    @Test
    void recallIsTheReferences() throws IOException {
        Path images = Shared.data("images");
        JsonNode reference = reference();
        Map<String, List<JsonNode>> groups = new LinkedHashMap<>();
        for (String line : Files.readAllLines(images.resolve("manifest.jsonl"))) {
            JsonNode entry = JSON.readTree(line);
            String group = group(entry);
            if (reference.get("recall").has(group)) {
                groups.computeIfAbsent(group, g -> new ArrayList<>()).add(entry);
            }
        }
        for (Map.Entry<String, JsonNode> expected : reference.get("recall").properties()) {
            List<JsonNode> entries = groups.getOrDefault(expected.getKey(), List.of());
            List<ImagePixels> pictures = new ArrayList<>();
            List<String> queries = new ArrayList<>();
            for (JsonNode entry : entries) {
                pictures.add(ImagePixels.read(images.resolve(entry.get("file").asString())));
                JsonNode label = entry.get("label");
                queries.add((label.isObject() ? label.get("title") : label).asString());
            }
            List<float[]> pictureVectors = ClipTiny.encoder().images(pictures);
            List<float[]> textVectors = ClipTiny.encoder().texts(queries);
            for (Map.Entry<String, JsonNode> at : expected.getValue().properties()) {
                int found = 0;
                for (int i = 0; i < entries.size(); i++) {
                    found += rank(textVectors.get(i), pictureVectors, i) < Integer.parseInt(at.getKey()) ? 1 : 0;
                }
                double recall = (double) found / entries.size();
                assertEquals(
                        at.getValue().asDouble(),
                        recall,
                        1.5 / entries.size(),
                        "%s@%s of %d".formatted(expected.getKey(), at.getKey(), entries.size()));
            }
        }
    }

    /** The folder of a picture: the reference's groups are named after it. */
    private static String group(JsonNode entry) {
        String file = entry.get("file").asString();
        return file.substring(0, file.lastIndexOf('/'));
    }

    private static int rank(float[] query, List<float[]> pictures, int right) {
        float own = Vectors.dot(query, pictures.get(right));
        int better = 0;
        for (float[] picture : pictures) {
            better += Vectors.dot(query, picture) > own ? 1 : 0;
        }
        return better;
    }

    @Test
    void anybodysLabelsWorkAndTemplatesAreAveraged() {
        ImagePixels accordion = ImagePixels.read(Shared.data("images/caltech101/accordion_image_0028.jpg"));
        ZeroShotClassifier classifier = new ZeroShotClassifier(ClipTiny.encoder());
        List<String> labels = List.of("a cat", "an accordion", "a chair");
        List<LabelScore> best = classifier
                .classify(List.of(accordion), labels, List.of("a photo of {}", "a picture of {}"), 3)
                .get(0);
        assertEquals("an accordion", best.get(0).label());
        assertEquals(1, best.stream().mapToDouble(LabelScore::score).sum(), 1e-9);
    }

    @Test
    void labelsThatCannotWorkAreRefused() {
        ZeroShotClassifier classifier = new ZeroShotClassifier(ClipTiny.encoder());
        List<ImagePixels> one = List.of(new ImagePixels(1, 1, new byte[3]));
        assertThrows(IllegalArgumentException.class, () -> classifier.classify(one, List.of(), List.of(), 1));
        assertThrows(IllegalArgumentException.class, () -> classifier.classify(one, List.of("a", "a"), List.of(), 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> classifier.classify(one, List.of("a"), List.of("no place for it"), 1));
    }

    private static JsonNode reference() {
        return JSON.readTree(Shared.data("oracles/clip_tiny_reference.json"));
    }

    private static double cosine(float[] ours, JsonNode theirs) {
        float[] other = new float[ours.length];
        for (int i = 0; i < other.length; i++) {
            other[i] = (float) theirs.get(i).asDouble();
        }
        return Vectors.dot(ours, Vectors.unit(other));
    }
}
