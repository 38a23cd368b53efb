package dev.polyhead.media.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/** Pixels as files, with the JDK's own writers. */
final class ImageWriting {
    private static final float JPEG_QUALITY = 0.82f;

    private ImageWriting() {}

    static byte[] jpeg(ImagePixels pixels) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam how = writer.getDefaultWriteParam();
        how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        how.setCompressionQuality(JPEG_QUALITY);
        return write(writer, how, pixels.toBufferedImage());
    }

    static byte[] png(ImagePixels pixels) {
        return write(
                ImageIO.getImageWritersByFormatName("png").next(),
                null,
                BufferedPixels.over(pixels.width(), pixels.height(), pixels.rgb()));
    }

    private static byte[] write(ImageWriter writer, @Nullable ImageWriteParam how, BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), how);
        } catch (IOException e) {
            throw new UncheckedIOException("The picture could not be written to memory", e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
