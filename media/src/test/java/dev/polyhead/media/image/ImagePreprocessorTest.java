package dev.polyhead.media.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.polyhead.media.image.ImagePreprocessor.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ImagePreprocessorTest {
    private static final ImagePreprocessor CLIP = new ImagePreprocessor(
            Size.shortest(224),
            Resampling.BICUBIC,
            Size.of(224, 224),
            1 / 255.0,
            List.of(0.48145466, 0.4578275, 0.40821073),
            List.of(0.26862954, 0.26130258, 0.27577711));
    private static final ImagePreprocessor VIT = new ImagePreprocessor(
            Size.of(224, 224), Resampling.BILINEAR, null, 1 / 255.0, List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5));

    /** The reference holds five decimals. */
    private static final double ROUNDING = 6e-6;

    @TestFactory
    List<DynamicTest> theNumbersAreTheReferenceProcessors() throws IOException {
        JsonNode reference = new JsonMapper().readTree(SharedData.require("oracles/image_preprocess_reference.json"));
        List<DynamicTest> tests = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : reference.properties()) {
            if (entry.getKey().contains("|")) {
                tests.add(DynamicTest.dynamicTest(entry.getKey(), () -> check(entry.getKey(), entry.getValue())));
            }
        }
        return tests;
    }

    private static void check(String key, JsonNode expected) {
        String name = key.substring(0, key.indexOf('|'));
        Path oracle = SharedData.require("oracles").resolve(name);
        Path file = Files.exists(oracle) ? oracle : SharedData.require("images/photos/" + name);
        float[] values = (key.endsWith("clip224") ? CLIP : VIT).apply(List.of(ImagePixels.read(file)));
        assertEquals(3 * 224 * 224, values.length);
        for (int channel = 0; channel < 3; channel++) {
            for (int y = 0; y < 4; y++) {
                for (int x = 0; x < 4; x++) {
                    int corner = (channel * 224 + y) * 224 + x;
                    int centre = (channel * 224 + y + 110) * 224 + x + 110;
                    assertEquals(at(expected.get("corner"), channel, y, x), values[corner], ROUNDING);
                    assertEquals(at(expected.get("centre"), channel, y, x), values[centre], ROUNDING);
                }
            }
        }
    }

    private static double at(JsonNode block, int channel, int y, int x) {
        return block.get(channel).get(y).get(x).asDouble();
    }

    @Test
    void aPictureSmallerThanTheCropIsFramedWithBlack() {
        ImagePreprocessor crop = new ImagePreprocessor(
                null, Resampling.BICUBIC, Size.of(5, 7), 1, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
        ImagePixels white = new ImagePixels(
                2, 3, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1});
        float[] red = java.util.Arrays.copyOf(crop.apply(List.of(white)), 35);
        float f = 255;
        assertArrayEquals(
                new float[] {
                    0, 0, 0, 0, 0, 0, 0, //
                    0, 0, 0, f, f, 0, 0, //
                    0, 0, 0, f, f, 0, 0, //
                    0, 0, 0, f, f, 0, 0, //
                    0, 0, 0, 0, 0, 0, 0
                },
                red);
    }

    @Test
    void severalPicturesStandOneAfterTheOther() {
        ImagePixels a = ImagePixelsFixture.noise(300, 200);
        ImagePixels b = ImagePixelsFixture.noise(111, 222);
        float[] both = VIT.apply(List.of(a, b));
        float[] second = VIT.apply(List.of(b));
        assertArrayEquals(second, java.util.Arrays.copyOfRange(both, second.length, both.length));
    }

    @Test
    void aSizeThatWouldDifferFromPictureToPictureIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new ImagePreprocessor(
                        Size.shortest(224),
                        Resampling.BICUBIC,
                        null,
                        1,
                        List.of(0.0, 0.0, 0.0),
                        List.of(1.0, 1.0, 1.0)));
    }
}
