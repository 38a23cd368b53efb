package dev.polyhead.media.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checksums of what Pillow 12.3 makes of {@code noise(83, 57)}: no byte may differ. */
class ResamplingTest {
    @ParameterizedTest
    @CsvSource({
        "NEAREST, 2924425141, 3886623133, 1316495777",
        "LANCZOS, 47047343, 1727406216, 258681156",
        "BILINEAR, 1132718261, 1222805590, 4264390660",
        "BICUBIC, 2471924471, 1190616175, 2639232446",
        "BOX, 3985297104, 3886623133, 914763028",
        "HAMMING, 1136442443, 3832117949, 585725261"
    })
    void everyByteIsPillows(Resampling filter, long shrunk, long enlarged, long lower) {
        ImagePixels image = ImagePixelsFixture.noise(83, 57);
        assertEquals(shrunk, checksum(image.resize(31, 19, filter)));
        assertEquals(enlarged, checksum(image.resize(190, 101, filter)));
        assertEquals(lower, checksum(image.resize(83, 23, filter)));
    }

    /** Pillow 13 takes columns first where a picture is tall; of {@code noise(57, 166)}. */
    @ParameterizedTest
    @CsvSource({
        "LANCZOS, 2830403561, 1015840464",
        "BILINEAR, 1566370932, 3966445627",
        "BICUBIC, 2776356219, 3356997181",
        "BOX, 1366213105, 2824614318",
        "HAMMING, 2676011888, 2955416576"
    })
    void tallPicturesAreShrunkInHeightFirst(Resampling filter, long shrunk, long widened) {
        ImagePixels image = ImagePixelsFixture.noise(57, 166);
        assertEquals(shrunk, checksum(image.resize(31, 40, filter)));
        assertEquals(widened, checksum(image.resize(80, 60, filter)));
    }

    @Test
    void theSameSizeIsTheSamePicture() {
        ImagePixels image = ImagePixelsFixture.noise(20, 10);
        assertEquals(checksum(image), checksum(image.resize(20, 10, Resampling.LANCZOS)));
    }

    @Test
    void anUnknownFilterNumberIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Resampling.of(7));
    }

    private static long checksum(ImagePixels image) {
        CRC32 sum = new CRC32();
        sum.update(image.toRgb());
        return sum.getValue();
    }
}
