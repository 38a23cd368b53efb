package dev.polyhead.media.image;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageReadParam;

/**
 * Decodes JPEG with the JDK's libjpeg, which agrees with Pillow's to the last bit. What the components mean is decided here,
 * by libjpeg's rules, and colour profiles are left aside, as Pillow does: but for the plainest pictures, whose colours
 * libjpeg turns at once, the raw components are taken. What the JDK refuses, TwelveMonkeys may still read.
 */
final class Jpeg {
    private final byte[] bytes;
    private final JpegHeader header;
    private final int step;

    Jpeg(byte[] bytes, JpegHeader header, int enough) {
        this.bytes = bytes;
        this.header = header;
        int shortest = Math.min(header.width(), header.height());
        this.step = enough > 0 && shortest >= 8 * enough ? shortest / (4 * enough) : 1;
    }

    ImagePixels decode() throws IOException {
        if (header.precision() != 8 || header.lossless()) {
            return unusual();
        }
        List<String> warnings = new ArrayList<>();
        javax.imageio.ImageReader reader = ReaderChoice.jdk("jpeg").create();
        try {
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            reader.setInput(new BytesInput(bytes), true, true);
            ImageReadParam how = reader.getDefaultReadParam();
            how.setSourceSubsampling(step, step, 0, 0);
            ImagePixels pixels = header.plain() ? turned(reader, how) : pixels(reader.readRaster(0, how));
            if (endedEarly(warnings)) {
                throw new UnreadableImageException(
                        "The JPEG file ends before its picture does (%d bytes). Copy or download it again."
                                .formatted(bytes.length));
            }
            return pixels;
        } catch (IOException | RuntimeException e) {
            if (e instanceof UnreadableImageException) {
                throw e;
            }
            return ReaderChoice.twelveMonkeys("jpeg").read(bytes, 0);
        } finally {
            reader.dispose();
        }
    }

    /** Red, green and blue as libjpeg makes them of Y, Cb and Cr. */
    private ImagePixels turned(javax.imageio.ImageReader reader, ImageReadParam how) throws IOException {
        int width = (header.width() + step - 1) / step;
        int height = (header.height() + step - 1) / step;
        byte[] rgb = new byte[Math.toIntExact(3L * width * height)];
        how.setDestination(BufferedPixels.over(width, height, rgb));
        reader.read(0, how);
        return new ImagePixels(width, height, rgb);
    }

    /** Whether arithmetic coding is read depends on the libjpeg that the Java runtime was built with. */
    private ImagePixels unusual() throws IOException {
        try {
            return ReaderChoice.twelveMonkeys("jpeg").read(bytes, 0);
        } catch (IOException e) {
            if (!header.arithmetic()) {
                throw e;
            }
            throw new UnreadableImageException(
                    "The JPEG picture is coded arithmetically, which this Java runtime does not read (%s). Save it with the usual Huffman coding, or as PNG."
                            .formatted(e.getMessage()),
                    e);
        }
    }

    /** libjpeg fills what is missing with gray and only warns, once. */
    private static boolean endedEarly(List<String> warnings) {
        return warnings.stream().anyMatch(warning -> warning.contains("EOI marker"));
    }

    private ImagePixels pixels(Raster raster) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int bands = raster.getNumBands();
        byte[] in = ((DataBufferByte) raster.getDataBuffer()).getData();
        byte[] rgb = bands == 3 ? in : new byte[Math.toIntExact(3L * width * height)];
        switch (bands) {
            case 1 -> Colour.grayToRgb(in, rgb);
            case 3 -> {
                if (header.colours() == JpegHeader.Colours.YCC) {
                    Colour.yccToRgb(rgb, 3);
                }
            }
            case 4 -> {
                if (header.colours() == JpegHeader.Colours.YCCK) {
                    Colour.yccToRgb(in, 4);
                    Colour.invertThree(in);
                }
                Colour.invertedCmykToRgb(in, rgb);
            }
            default ->
                throw new UnreadableImageException(
                        "The JPEG picture has %d colour components; 1, 3 and 4 are known.".formatted(bands));
        }
        return new ImagePixels(width, height, rgb);
    }
}
