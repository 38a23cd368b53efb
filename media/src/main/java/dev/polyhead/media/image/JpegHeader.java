package dev.polyhead.media.image;

import org.jspecify.annotations.Nullable;

/**
 * What the markers of a JPEG file say (ITU-T T.81, annex B).
 *
 * @param width samples of a row
 * @param height rows; 0 if only the DNL marker after the first scan tells
 * @param precision bits of a sample
 * @param lossless whether the process is none that the JDK decodes
 * @param arithmetic whether the coefficients are coded arithmetically rather than by Huffman's codes
 * @param progressive whether the picture comes in several scans
 * @param components 1 gray, 3 colours, 4 inks
 * @param colours what the components mean
 * @param plain whether JFIF alone says what three components mean: no profile, no word of Adobe's
 * @param hasExif whether an EXIF segment was seen
 */
record JpegHeader(
        int width,
        int height,
        int precision,
        boolean lossless,
        boolean arithmetic,
        boolean progressive,
        int components,
        Colours colours,
        boolean plain,
        boolean hasExif) {

    /** What the components of a JPEG mean; libjpeg's rules ({@code jdapimin.c}). */
    enum Colours {
        GRAY,
        RGB,
        YCC,
        CMYK,
        YCCK
    }

    static @Nullable JpegHeader read(byte[] b) {
        Said said = new Said();
        int frame = -1;
        int at = 2;
        while (at + 4 <= b.length) {
            if ((b[at] & 0xff) != 0xFF) {
                at++;
                continue;
            }
            int marker = b[at + 1] & 0xff;
            if (marker == 0xFF) {
                at++;
                continue;
            }
            if (marker == 0 || marker == 1 || marker >= 0xD0 && marker <= 0xD8) {
                at += 2;
                continue;
            }
            int length = u16(b, at + 2);
            int data = at + 4;
            if (marker == 0xE0 && is(b, data, "JFIF")) {
                said.jfif = true;
            } else if (marker == 0xE1 && is(b, data, "Exif")) {
                said.exif = true;
            } else if (marker == 0xE2 && is(b, data, "ICC_PROFILE")) {
                said.profile = true;
            } else if (marker == 0xEE && length >= 14 && is(b, data, "Adobe") && data + 11 < b.length) {
                said.adobe = b[data + 11] & 0xff;
            } else if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
                if (frame < 0) {
                    frame = data;
                }
            } else if (marker == 0xDA || marker == 0xD9) {
                break;
            }
            at = data - 2 + Math.max(2, length);
        }
        return frame < 0 ? null : frame(b, frame, said);
    }

    /** What the segments before the first scan say of its colours. */
    private static final class Said {
        private boolean jfif;
        private boolean exif;
        private boolean profile;
        private int adobe = -1;
    }

    private static @Nullable JpegHeader frame(byte[] b, int at, Said said) {
        int marker = b[at - 3] & 0xff;
        if (at + 6 > b.length) {
            return null;
        }
        int components = b[at + 5] & 0xff;
        if (at + 6 + 3 * components > b.length) {
            return null;
        }
        int[] ids = new int[components];
        for (int i = 0; i < components; i++) {
            ids[i] = b[at + 6 + 3 * i] & 0xff;
        }
        boolean ordinary = marker == 0xC0 || marker == 0xC1 || marker == 0xC2;
        return new JpegHeader(
                u16(b, at + 3),
                u16(b, at + 1),
                b[at] & 0xff,
                !ordinary,
                marker >= 0xC9,
                marker == 0xC2,
                components,
                colours(components, ids, said.jfif, said.adobe),
                components == 3 && said.jfif && said.adobe < 0 && !said.profile,
                said.exif);
    }

    private static Colours colours(int components, int[] ids, boolean jfif, int adobe) {
        if (components == 4) {
            return adobe == 2 ? Colours.YCCK : Colours.CMYK;
        }
        if (components != 3) {
            return Colours.GRAY;
        }
        if (jfif) {
            return Colours.YCC;
        }
        if (adobe >= 0) {
            return adobe == 0 ? Colours.RGB : Colours.YCC;
        }
        return ids[0] == 'R' && ids[1] == 'G' && ids[2] == 'B' ? Colours.RGB : Colours.YCC;
    }

    private static int u16(byte[] b, int at) {
        return (b[at] & 0xff) << 8 | (b[at + 1] & 0xff);
    }

    private static boolean is(byte[] b, int at, String word) {
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= b.length || b[at + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
