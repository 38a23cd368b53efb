package dev.polyhead.media.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every picture of the shared collection opens as Pillow 12.3 says, or gives a clear error. */
class PictureFormatsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final double TOLERANCE = 1.5;

    /** Where Pillow's answer is not the better one, or the file is beyond what either specification says. */
    private static final Map<String, String> KNOWN = Map.ofEntries(
            Map.entry("pgm_feep16.pgm", "Pillow rounds 16 bits of a plain file differently"),
            Map.entry("bmpsuite_b_badplanes.bmp", "a wrong number of planes is refused"),
            Map.entry("bmpsuite_g_pal4rle.bmp", "Pillow misreads 4-bit run lengths; ours equals pal4.bmp"),
            Map.entry("bmpsuite_q_pal4rletrns.bmp", "Pillow misreads 4-bit run lengths"),
            Map.entry("bmpsuite_b_badrle.bmp", "damaged run lengths"),
            Map.entry("psd_gimp-32x32-packbits-overflow.psd", "damaged run lengths"),
            Map.entry("tiff_part.tif", "signed 16-bit gray, which Pillow cuts off at 255"),
            Map.entry("tga_monochrome16_top_left_rle.tga", "16-bit gray, which Pillow takes for gray with opacity"),
            Map.entry("tga_monochrome16_top_left.tga", "16-bit gray, which Pillow takes for gray with opacity"),
            Map.entry("tiff_depth_flower-minisblack-16.tif", "16-bit gray, which Pillow cuts off at 255"),
            Map.entry("d_gray16.png", "16-bit gray, which Pillow cuts off at 255"),
            Map.entry("tiff_zackthecat.tif", "old-style JPEG in TIFF"),
            Map.entry(
                    "tiff_depth_flower-rgb-planar-16.tif", "Pillow misreads planes of 16 bits; ours equals contig-16"),
            Map.entry("tiff_depth_flower-separated-planar-16.tif", "Pillow misreads planes of 16 bits"),
            Map.entry("ico_JavaCup.ico", "masks of 32-bit icons"),
            Map.entry("tiff_a33.tif", "an orientation of the wrong type, which Pillow ignores"));

    @TestFactory
    List<DynamicTest> everyPictureOpensAsItsReferenceSaysOrTellsWhyNot() throws IOException {
        Path images = SharedData.require("images");
        List<DynamicTest> tests = new ArrayList<>();
        for (String line : Files.readAllLines(images.resolve("manifest.jsonl"))) {
            JsonNode entry = JSON.readTree(line);
            String file = entry.get("file").asString();
            JsonNode reference = entry.get("ref");
            if ((file.startsWith("formats/") || file.startsWith("photos/"))
                    && reference != null
                    && !reference.isNull()) {
                tests.add(DynamicTest.dynamicTest(file, () -> check(images.resolve(file), reference)));
            }
        }
        assertTrue(tests.size() > 200, "only " + tests.size() + " pictures found");
        return tests;
    }

    private static void check(Path file, JsonNode reference) {
        ImagePixels pixels;
        try {
            pixels = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> ImagePixels.read(file));
        } catch (UnreadableImageException e) {
            boolean expected = reference.has("pillow_error")
                    || KNOWN.containsKey(file.getFileName().toString())
                    || e.getMessage().contains("which this Java runtime does not read");
            assertTrue(expected, e.getMessage());
            assertTrue(e.getMessage().length() > 30 && e.getMessage().endsWith("."), e.getMessage());
            return;
        }
        if (reference.has("pillow_error")
                || KNOWN.containsKey(file.getFileName().toString())) {
            return;
        }
        assertEquals(reference.get("size").get(0).asInt(), pixels.width());
        assertEquals(reference.get("size").get(1).asInt(), pixels.height());
        double[] mean = new double[3];
        for (int i = 0; i < 3; i++) {
            mean[i] = reference.get("mean_rgb_on_white").get(i).asDouble();
        }
        assertArrayEquals(mean, pixels.mean(), TOLERANCE);
    }
}
