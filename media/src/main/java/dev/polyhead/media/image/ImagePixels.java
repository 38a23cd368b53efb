package dev.polyhead.media.image;

import java.awt.image.BufferedImage;
import java.nio.file.Path;

/**
 * An upright picture in memory: red, green and blue, 8 bits each, row by row from the top left. Transparency has been put
 * on white. The pixels never change.
 */
public final class ImagePixels {
    private final int width;
    private final int height;
    private final byte[] rgb;

    /**
     * Takes over pixels.
     *
     * @param rgb red, green and blue of each pixel, {@code width * height * 3} bytes; not copied, so must not be changed
     */
    public ImagePixels(int width, int height, byte[] rgb) {
        if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
            throw new IllegalArgumentException("A picture of %d x %d pixels needs %d bytes, not %d."
                    .formatted(width, height, 3L * width * height, rgb.length));
        }
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    /**
     * Reads a file under the default limits.
     *
     * @throws UnreadableImageException if it is no picture, damaged, or larger than {@link ImageLimits#defaults()} allow
     */
    public static ImagePixels read(Path file) {
        return OpenImage.open(file, ImageLimits.defaults()).pixels();
    }

    /**
     * Reads a file's bytes under the default limits.
     *
     * @throws UnreadableImageException as {@link #read(Path)}
     */
    public static ImagePixels read(byte[] bytes) {
        return OpenImage.open(bytes, ImageLimits.defaults()).pixels();
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The bytes themselves, not a copy: the caller must not write. */
    byte[] rgb() {
        return rgb;
    }

    /** A copy of red, green and blue of each pixel, row by row. */
    public byte[] toRgb() {
        return rgb.clone();
    }

    /** One pixel as {@code 0xRRGGBB}. */
    public int pixel(int x, int y) {
        int at = 3 * (y * width + x);
        return (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | (rgb[at + 2] & 0xff);
    }

    /** The picture in another size, as Pillow's {@code Image.resize} makes it: no number differs. */
    public ImagePixels resize(int newWidth, int newHeight, Resampling resampling) {
        return resampling.resize(this, newWidth, newHeight);
    }

    /** The picture shrunk, if it must be, so that neither edge is longer than {@code edge}; proportions are kept. */
    public ImagePixels within(int edge) {
        int longest = Math.max(width, height);
        if (longest <= edge) {
            return this;
        }
        int w = Math.max(1, (int) Math.round(width * (double) edge / longest));
        int h = Math.max(1, (int) Math.round(height * (double) edge / longest));
        return resize(w, h, Resampling.BICUBIC);
    }

    /** A part of the picture; what lies outside it is black. */
    public ImagePixels crop(int left, int top, int cropWidth, int cropHeight) {
        byte[] cut = new byte[Math.toIntExact(3L * cropWidth * cropHeight)];
        int from = Math.max(left, 0);
        int to = Math.min(left + cropWidth, width);
        for (int y = Math.max(0, -top); y < cropHeight && y + top < height && from < to; y++) {
            System.arraycopy(
                    rgb, 3 * ((y + top) * width + from), cut, 3 * (y * cropWidth + from - left), 3 * (to - from));
        }
        return new ImagePixels(cropWidth, cropHeight, cut);
    }

    /** Mean red, green and blue, 0 to 255. */
    public double[] mean() {
        long[] sums = new long[3];
        for (int i = 0; i < rgb.length; i += 3) {
            sums[0] += rgb[i] & 0xff;
            sums[1] += rgb[i + 1] & 0xff;
            sums[2] += rgb[i + 2] & 0xff;
        }
        double pixels = (double) width * height;
        return new double[] {sums[0] / pixels, sums[1] / pixels, sums[2] / pixels};
    }

    /** A copy as the JDK's picture, {@link BufferedImage#TYPE_INT_RGB}. */
    public BufferedImage toBufferedImage() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                row[x] = pixel(x, y);
            }
            image.getRaster().setDataElements(0, y, width, 1, row);
        }
        return image;
    }

    /** The picture as a JPEG file. */
    public byte[] toJpeg() {
        return ImageWriting.jpeg(this);
    }

    /** The picture as a PNG file. */
    public byte[] toPng() {
        return ImageWriting.png(this);
    }

    @Override
    public String toString() {
        return width + " x " + height + " pixels";
    }
}
