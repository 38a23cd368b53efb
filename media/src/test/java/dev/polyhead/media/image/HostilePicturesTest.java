package dev.polyhead.media.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Broken and hostile files cost little and are told apart. */
class HostilePicturesTest {
    @Test
    void anEmptyFileSaysSo() {
        assertTrue(refusal(new byte[0]).contains("empty (0 bytes)"));
    }

    @Test
    void aDrawingIsRefusedBecauseItCanRunThings() {
        String svg = "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
        assertTrue(refusal(svg.getBytes(StandardCharsets.UTF_8)).contains("SVG"));
    }

    @Test
    void textUnderAPictureNameIsCalledText() {
        assertTrue(
                refusal("not a picture at all".getBytes(StandardCharsets.UTF_8)).contains("text"));
    }

    @Test
    void aMissingFileIsNamed() {
        UnreadableImageException refused =
                assertThrows(UnreadableImageException.class, () -> ImagePixels.read(Path.of("no-such.png")));
        assertTrue(refused.getMessage().contains("no-such.png"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bomb_30000x30000_1bit.png", "jpeg_claims_65500x65500.jpg"})
    void aBombIsRefusedByItsHeader(String name) {
        Path file = SharedData.require("images/formats/generated/" + name);
        UnreadableImageException refused = assertTimeoutPreemptively(
                Duration.ofSeconds(2),
                () -> assertThrows(UnreadableImageException.class, () -> OpenImage.open(file, ImageLimits.defaults())));
        assertTrue(refused.getMessage().contains("megapixels"), refused.getMessage());
    }

    @Test
    void aHeaderThatItsDataCannotFillIsRefusedBeforeMemoryIsTaken() throws IOException {
        byte[] jpeg = ImagePixelsFixture.noise(64, 48).toJpeg();
        int frame = find(jpeg, 0xC0);
        byte[] lying = jpeg.clone();
        lying[frame + 5] = 0x1F; // 8000 rows
        lying[frame + 7] = 0x1F; // 8000 columns
        assertTrue(refusal(lying).contains("cannot hold"));
    }

    @Test
    void theLimitIsAParameter() {
        byte[] png = ImagePixelsFixture.noise(40, 30).toPng();
        ImageLimits small = ImageLimits.defaults().withMaxPixels(1000);
        assertThrows(UnreadableImageException.class, () -> OpenImage.open(png, small));
        assertEquals(1200, OpenImage.open(png, ImageLimits.defaults()).header().pixels());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "d_base.jpg",
                "d_prog.jpg",
                "d_rgba.png",
                "d_pal.png",
                "d_anim.gif",
                "d_lossy.webp",
                "d_lossless.webp",
                "d_anim.webp",
                "d_lzw.tif",
                "d_deflate.tif",
                "d.bmp",
                "d.ico",
                "d.ppm",
                "d.tga",
                "d.avif",
                "d_jp2.jp2"
            })
    void aFileCutAtAnyByteIsReadOrRefusedButNeverHangs(String name) throws IOException {
        byte[] whole = Files.readAllBytes(SharedData.require("images/formats/generated/" + name));
        int step = Math.max(1, whole.length / 150);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int length = 0; length < whole.length; length += step) {
                readOrRefuse(Arrays.copyOf(whole, length));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"d_base.jpg", "d_rgba.png", "d_anim.gif", "d_lossy.webp", "d_lzw.tif", "d.bmp", "d.avif"})
    void aFlippedByteIsReadOrRefusedButNothingElse(String name) throws IOException {
        byte[] whole = Files.readAllBytes(SharedData.require("images/formats/generated/" + name));
        int step = Math.max(1, whole.length / 150);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int at = 0; at < whole.length; at += step) {
                byte[] changed = whole.clone();
                changed[at] ^= (byte) 0xA5;
                readOrRefuse(changed);
            }
        });
    }

    @Test
    void aJpegCutInTheMiddleIsNotPassedOffAsWhole() {
        byte[] jpeg = ImagePixelsFixture.noise(200, 150).toJpeg();
        assertTrue(refusal(Arrays.copyOf(jpeg, jpeg.length / 2)).contains("ends before its picture does"));
    }

    @Test
    void aCutPngOrAWrongChecksumIsRefused(@TempDir Path folder) throws IOException {
        byte[] png = ImagePixelsFixture.noise(50, 40).toPng();
        assertTrue(refusal(Arrays.copyOf(png, png.length - 20)).contains("ends before"));
        png[png.length / 2] ^= 1;
        Path file = Files.write(folder.resolve("damaged \"quoted\".png"), png);
        assertTrue(assertThrows(UnreadableImageException.class, () -> ImagePixels.read(file))
                .getMessage()
                .contains("checksum"));
    }

    private static void readOrRefuse(byte[] bytes) {
        try {
            ImagePixels.read(bytes);
        } catch (UnreadableImageException refused) {
            assertTrue(refused.getMessage().length() > 20, refused.getMessage());
        }
    }

    private static String refusal(byte[] bytes) {
        return assertThrows(UnreadableImageException.class, () -> ImagePixels.read(bytes))
                .getMessage();
    }

    private static int find(byte[] jpeg, int marker) {
        for (int i = 0; i + 1 < jpeg.length; i++) {
            if ((jpeg[i] & 0xff) == 0xFF && (jpeg[i + 1] & 0xff) == marker) {
                return i;
            }
        }
        throw new IllegalArgumentException("No marker " + marker);
    }
}
