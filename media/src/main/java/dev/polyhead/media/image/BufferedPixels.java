package dev.polyhead.media.image;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/**
 * The JDK's picture as pixels, and the other way round. Gray, colour and inks of 8 or 16 bits are taken from the raster as
 * they are stored; {@code getRGB} would change the gamma of gray and apply colour profiles. Only other layouts go through it.
 */
final class BufferedPixels {
    private static final ComponentColorModel RGB = new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);

    private BufferedPixels() {}

    static ImagePixels of(BufferedImage image) {
        ColorModel model = image.getColorModel();
        Raster raster = image.getRaster();
        boolean plain = model instanceof ComponentColorModel && !model.isAlphaPremultiplied();
        int space = model.getColorSpace().getType();
        int colours = model.getNumColorComponents();
        if (plain && (space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB || space == ColorSpace.TYPE_CMYK)) {
            return model.getTransferType() <= DataBuffer.TYPE_USHORT
                    ? components(raster, colours, model.hasAlpha(), model)
                    : fractions(raster, colours, model);
        }
        return model instanceof IndexColorModel palette ? indexed(raster, palette) : converted(image);
    }

    private static ImagePixels components(Raster raster, int colours, boolean alpha, ColorModel model) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int bands = raster.getNumBands();
        byte[] rgb = new byte[Math.toIntExact(3L * width * height)];
        int[] row = new int[width * bands];
        int[] drop = new int[bands];
        for (int band = 0; band < bands; band++) {
            drop[band] = model.getComponentSize(Math.min(band, model.getNumComponents() - 1)) - 8;
        }
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                int at = x * bands;
                int to = 3 * (y * width + x);
                if (colours == 4) {
                    Colour.inksToRgb(
                            shifted(row[at], drop[0]),
                            shifted(row[at + 1], drop[1]),
                            shifted(row[at + 2], drop[2]),
                            shifted(row[at + 3], drop[3]),
                            rgb,
                            to);
                    continue;
                }
                int opacity = alpha ? shifted(row[at + colours], drop[colours]) : 255;
                for (int c = 0; c < 3; c++) {
                    int band = colours == 1 ? 0 : c;
                    rgb[to + c] = Colour.overWhite(shifted(row[at + band], drop[band]), opacity);
                }
            }
        }
        return new ImagePixels(width, height, rgb);
    }

    /** Samples of 32 bits or floating point: as the colour model scales them to 0..1. */
    private static ImagePixels fractions(Raster raster, int colours, ColorModel model) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] rgb = new byte[Math.toIntExact(3L * width * height)];
        float[] parts = new float[model.getNumComponents()];
        int[] values = new int[parts.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                Object sample = raster.getDataElements(raster.getMinX() + x, raster.getMinY() + y, null);
                model.getNormalizedComponents(sample, parts, 0);
                for (int i = 0; i < parts.length; i++) {
                    values[i] = Math.max(0, Math.min(255, (int) (parts[i] * 255)));
                }
                int to = 3 * (y * width + x);
                if (colours == 4) {
                    Colour.inksToRgb(values[0], values[1], values[2], values[3], rgb, to);
                    continue;
                }
                int opacity = model.hasAlpha() ? values[colours] : 255;
                for (int c = 0; c < 3; c++) {
                    rgb[to + c] = Colour.overWhite(values[colours == 1 ? 0 : c], opacity);
                }
            }
        }
        return new ImagePixels(width, height, rgb);
    }

    private static int shifted(int value, int drop) {
        return drop >= 0 ? value >> drop : value * 255 / ((1 << (8 + drop)) - 1);
    }

    private static ImagePixels indexed(Raster raster, IndexColorModel palette) {
        int[] colours = new int[palette.getMapSize()];
        palette.getRGBs(colours);
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] rgb = new byte[Math.toIntExact(3L * width * height)];
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                put(row[x] < colours.length ? colours[row[x]] : 0xFF000000, rgb, 3 * (y * width + x));
            }
        }
        return new ImagePixels(width, height, rgb);
    }

    private static ImagePixels converted(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] rgb = new byte[Math.toIntExact(3L * width * height)];
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                put(row[x], rgb, 3 * (y * width + x));
            }
        }
        return new ImagePixels(width, height, rgb);
    }

    private static void put(int argb, byte[] rgb, int to) {
        int alpha = argb >>> 24;
        rgb[to] = Colour.overWhite((argb >> 16) & 0xff, alpha);
        rgb[to + 1] = Colour.overWhite((argb >> 8) & 0xff, alpha);
        rgb[to + 2] = Colour.overWhite(argb & 0xff, alpha);
    }

    /**
     * Pixels as the JDK's picture, in place: what is written to one is in the other.
     *
     * @param rgb red, green and blue of each pixel, {@code width * height * 3} bytes
     */
    static BufferedImage over(int width, int height, byte[] rgb) {
        WritableRaster raster = Raster.createInterleavedRaster(
                new DataBufferByte(rgb, rgb.length), width, height, 3 * width, 3, new int[] {0, 1, 2}, null);
        return new BufferedImage(RGB, raster, false, null);
    }
}
