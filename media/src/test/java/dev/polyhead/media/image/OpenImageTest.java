package dev.polyhead.media.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenImageTest {
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
    void everyOrientationGivesTheSameUprightPicture(int orientation) {
        Path folder = SharedData.require("images/formats/generated");
        ImagePixels upright = ImagePixels.read(folder.resolve("d_exif1.jpg"));
        OpenImage turned =
                OpenImage.open(folder.resolve("d_exif%d.jpg".formatted(orientation)), ImageLimits.defaults());
        assertEquals(orientation, turned.header().orientation());
        assertEquals(upright.width(), turned.header().width());
        ImagePixels pixels = turned.pixels();
        assertEquals(upright.height(), pixels.height());
        long difference = 0;
        for (int y = 0; y < upright.height(); y++) {
            for (int x = 0; x < upright.width(); x++) {
                difference += Math.abs((upright.pixel(x, y) & 0xff) - (pixels.pixel(x, y) & 0xff));
            }
        }
        assertTrue(difference < 8L * upright.width() * upright.height(), "difference " + difference);
    }

    @Test
    void contentDecidesNotTheName() {
        Path folder = SharedData.require("images/formats/generated");
        assertEquals(
                ImageFormat.PNG,
                OpenImage.open(folder.resolve("png_as.jpg"), ImageLimits.defaults())
                        .header()
                        .format());
        assertEquals(
                ImageFormat.JPEG,
                OpenImage.open(folder.resolve("jpg_as.png"), ImageLimits.defaults())
                        .header()
                        .format());
    }

    @Test
    void aLargeJpegIsThinnedWhileReadingForThoseWhoNeedLittle() {
        Path file = SharedData.require("images/formats/exif-landscape/Landscape_6.jpg");
        ImagePixels thin =
                OpenImage.open(file, ImageLimits.defaults().withEnough(96)).pixels();
        ImagePixels all = ImagePixels.read(file);
        assertEquals(1800, all.width());
        assertEquals(600, thin.width());
        assertEquals(400, thin.height());
        for (int channel = 0; channel < 3; channel++) {
            assertEquals(all.mean()[channel], thin.mean()[channel], 1);
        }
    }

    @Test
    void aPictureSavedAndReadAgainIsTheSame() {
        ImagePixels image = ImagePixelsFixture.noise(37, 23);
        ImagePixels again = ImagePixels.read(image.toPng());
        assertEquals(image.pixel(20, 11), again.pixel(20, 11));
        assertEquals(37, ImagePixels.read(image.toJpeg()).width());
    }

    @Test
    void picturesThatLookTheSameHashAlike() {
        Path folder = SharedData.require("images/photos");
        ImagePixels cat = ImagePixels.read(folder.resolve("sk_chelsea.png"));
        long hash = DifferenceHash.of(cat);
        assertTrue(DifferenceHash.distance(
                        hash, DifferenceHash.of(ImagePixels.read(cat.within(200).toJpeg())))
                <= 4);
        long other = DifferenceHash.of(ImagePixels.read(folder.resolve("sk_rocket.jpg")));
        assertNotEquals(hash, other);
        assertTrue(DifferenceHash.distance(hash, other) > 10);
    }
}
