package dev.polyhead.media.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Whoever turns the colours of a JPEG picture, libjpeg as it decodes or we afterwards, they come out the same. */
class JpegColoursTest {
    private static final int START_OF_IMAGE = 2;
    private static final int FRAME = 0xC0;
    private static final int SCAN = 0xDA;

    private final byte[] plain = ImagePixelsFixture.noise(61, 43).toJpeg();

    @Test
    void aProfileIsLeftAsideWhereverItStands() {
        ImagePixels expected = ImagePixels.read(plain);
        for (int marker : new int[] {FRAME, SCAN}) {
            byte[] profiled = insert(plain, place(plain, marker), segment(0xE2, profile()));
            assertFalse(header(profiled).plain());
            assertArrayEquals(expected.toRgb(), ImagePixels.read(profiled).toRgb());
        }
    }

    @Test
    void aPictureWithoutAWordOfItsColoursIsTurnedAsOneOfJfif() {
        int jfif = 2 + (plain[4] & 0xff) * 256 + (plain[5] & 0xff);
        byte[] bare = insert(Arrays.copyOf(plain, START_OF_IMAGE), START_OF_IMAGE, rest(plain, 2 + jfif));
        assertTrue(header(plain).plain());
        assertFalse(header(bare).plain());
        assertArrayEquals(
                ImagePixels.read(plain).toRgb(), ImagePixels.read(bare).toRgb());
    }

    @Test
    void aPictureIsThinnedAlikeWhoeverTurnsIt() {
        byte[] large = ImagePixelsFixture.noise(613, 431).toJpeg();
        byte[] profiled = insert(large, place(large, FRAME), segment(0xE2, profile()));
        ImageLimits little = ImageLimits.defaults().withEnough(20);
        ImagePixels thin = OpenImage.open(large, little).pixels();
        assertEquals(123, thin.width());
        assertArrayEquals(
                thin.toRgb(), OpenImage.open(profiled, little).pixels().toRgb());
    }

    private static JpegHeader header(byte[] jpeg) {
        return Objects.requireNonNull(JpegHeader.read(jpeg));
    }

    /** A profile that would change every colour. */
    private static byte[] profile() {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes("ICC_PROFILE\0\1\1".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        data.writeBytes(ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData());
        return data.toByteArray();
    }

    private static byte[] segment(int marker, byte[] data) {
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        int length = data.length + 2;
        segment.writeBytes(new byte[] {(byte) 0xFF, (byte) marker, (byte) (length >> 8), (byte) length});
        segment.writeBytes(data);
        return segment.toByteArray();
    }

    /** Where the segment with a marker begins. */
    private static int place(byte[] jpeg, int marker) {
        int at = START_OF_IMAGE;
        while ((jpeg[at + 1] & 0xff) != marker) {
            at += 2 + (jpeg[at + 2] & 0xff) * 256 + (jpeg[at + 3] & 0xff);
        }
        return at;
    }

    private static byte[] insert(byte[] jpeg, int at, byte[] more) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(jpeg, 0, at);
        whole.writeBytes(more);
        whole.writeBytes(rest(jpeg, at));
        return whole.toByteArray();
    }

    private static byte[] rest(byte[] jpeg, int at) {
        return Arrays.copyOfRange(jpeg, at, jpeg.length);
    }
}
