package dev.polyhead.media.image;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A kind of picture file, told by its first bytes. */
public enum ImageFormat {
    JPEG("image/jpeg"),
    PNG("image/png"),
    GIF("image/gif"),
    WEBP("image/webp"),
    TIFF("image/tiff"),
    BMP("image/bmp"),
    ICO("image/x-icon"),
    ICNS("image/icns"),
    PSD("image/vnd.adobe.photoshop"),
    PNM("image/x-portable-anymap"),
    TGA("image/x-tga"),
    HDR("image/vnd.radiance"),
    PCX("image/x-pcx"),
    AVIF("image/avif"),
    HEIC("image/heic"),
    JPEG_2000("image/jp2");

    private static final String SUPPORTED =
            "Give a JPEG, PNG, GIF, WebP, TIFF, BMP, ICO, ICNS, PSD, PNM, TGA, HDR, PCX, AVIF, HEIC or JPEG 2000 file.";

    private final String mediaType;

    ImageFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The media type, {@code image/…}. */
    public String mediaType() {
        return mediaType;
    }

    /**
     * Tells the format by content; the file's name plays no part.
     *
     * @throws UnreadableImageException if the bytes are none of the formats, or one that is refused (SVG)
     */
    public static ImageFormat of(byte[] bytes) {
        if (bytes.length == 0) {
            throw new UnreadableImageException("The file is empty (0 bytes). " + SUPPORTED);
        }
        ImageFormat format = byMagic(bytes);
        if (format != null) {
            return format;
        }
        throw new UnreadableImageException("%s %s".formatted(whatElse(bytes), SUPPORTED));
    }

    private static @org.jspecify.annotations.Nullable ImageFormat byMagic(byte[] b) {
        if (starts(b, 0, 0xFF, 0xD8, 0xFF)) {
            return JPEG;
        }
        if (starts(b, 0, 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A)) {
            return PNG;
        }
        if (starts(b, 0, 'G', 'I', 'F', '8')) {
            return GIF;
        }
        if (starts(b, 0, 'R', 'I', 'F', 'F') && starts(b, 8, 'W', 'E', 'B', 'P')) {
            return WEBP;
        }
        if (starts(b, 0, 'I', 'I', 42, 0)
                || starts(b, 0, 'M', 'M', 0, 42)
                || starts(b, 0, 'I', 'I', 43, 0)
                || starts(b, 0, 'M', 'M', 0, 43)) {
            return TIFF;
        }
        if (starts(b, 0, 'B', 'M') && b.length >= 18) {
            return BMP;
        }
        if ((starts(b, 0, 0, 0, 1, 0) || starts(b, 0, 0, 0, 2, 0))
                && b.length > 22
                && b[4] != 0
                && b[5] == 0
                && b[9] == 0) {
            return ICO;
        }
        if (starts(b, 0, 'i', 'c', 'n', 's')) {
            return ICNS;
        }
        if (starts(b, 0, '8', 'B', 'P', 'S')) {
            return PSD;
        }
        if (b.length > 6 && b[0] == 'P' && b[1] >= '1' && b[1] <= '7' && isSpace(b[2])) {
            return PNM;
        }
        if (starts(b, 0, '#', '?')) {
            return HDR;
        }
        if (starts(b, 4, 'f', 't', 'y', 'p')) {
            return isoImage(b);
        }
        if (starts(b, 4, 'j', 'P', ' ', ' ') || starts(b, 0, 0xFF, 0x4F, 0xFF, 0x51)) {
            return JPEG_2000;
        }
        if (b.length > 128 && b[0] == 10 && b[1] >= 0 && b[1] <= 5 && b[2] == 1 && b[64] == 0) {
            return PCX;
        }
        return looksLikeTga(b) ? TGA : null;
    }

    /** AVIF and HEIC are ISO base media files; the brands tell them from films. */
    private static @org.jspecify.annotations.Nullable ImageFormat isoImage(byte[] b) {
        int size = Math.min(
                b.length, ((b[0] & 0xff) << 24) | ((b[1] & 0xff) << 16) | ((b[2] & 0xff) << 8) | (b[3] & 0xff));
        String brands = new String(b, 8, Math.max(0, Math.min(size, 256) - 8), StandardCharsets.ISO_8859_1);
        if (brands.contains("avif") || brands.contains("avis")) {
            return AVIF;
        }
        return brands.contains("hei") || brands.contains("hev") || brands.contains("mif1") ? HEIC : null;
    }

    /** A TGA file has no magic number: every field of the 18-byte header must make sense. */
    private static boolean looksLikeTga(byte[] b) {
        if (b.length < 19) {
            return false;
        }
        int type = b[2];
        int depth = b[16] & 0xff;
        boolean mapped = type == 1 || type == 9;
        boolean known = mapped || type == 2 || type == 3 || type == 10 || type == 11;
        int width = (b[12] & 0xff) | (b[13] & 0xff) << 8;
        int height = (b[14] & 0xff) | (b[15] & 0xff) << 8;
        return known
                && (mapped ? b[1] == 1 : b[1] == 0)
                && (depth == 8 || depth == 15 || depth == 16 || depth == 24 || depth == 32)
                && width > 0
                && height > 0;
    }

    private static String whatElse(byte[] b) {
        String head = new String(b, 0, Math.min(b.length, 1024), StandardCharsets.UTF_8);
        String lower = head.toLowerCase(Locale.ROOT);
        if (lower.contains("<svg") || lower.contains("<!doctype svg")) {
            return "The file is an SVG drawing. Drawings are refused because they can load and run things; export it as PNG.";
        }
        if (lower.startsWith("%pdf") || lower.startsWith("%!ps")) {
            return "The file is a PDF or PostScript document, not a picture.";
        }
        if (starts(b, 4, 'f', 't', 'y', 'p') || starts(b, 0, 0x1A, 0x45, 0xDF, 0xA3)) {
            return "The file is a film, not a picture.";
        }
        if (starts(b, 0, 'P', 'K', 3, 4)) {
            return "The file is a ZIP archive, not a picture. Unpack it first.";
        }
        if (starts(b, 0, 'F', 'O', 'R', 'M')) {
            return "The file is an IFF file, which is not supported.";
        }
        long printable = head.chars()
                .filter(c -> c >= ' ' && c != 0xFFFD || c == '\n' || c == '\r' || c == '\t')
                .count();
        return printable == head.length()
                ? "The file holds text, not a picture."
                : "The file is no picture, or its first bytes are damaged.";
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private static boolean starts(byte[] bytes, int at, int... expected) {
        if (bytes.length < at + expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if ((bytes[at + i] & 0xff) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
