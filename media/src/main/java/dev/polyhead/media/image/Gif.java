package dev.polyhead.media.image;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;

/** The first picture of a GIF, at its place on the file's canvas. */
final class Gif {
    private final byte[] bytes;
    private final int width;
    private final int height;

    Gif(byte[] bytes) {
        if (bytes.length < 13) {
            throw new UnreadableImageException(
                    "The GIF file ends before its header does (%d bytes).".formatted(bytes.length));
        }
        this.bytes = bytes;
        this.width = (bytes[6] & 0xff) | (bytes[7] & 0xff) << 8;
        this.height = (bytes[8] & 0xff) | (bytes[9] & 0xff) << 8;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    ImagePixels decode() throws IOException {
        ImageReader reader = ReaderChoice.jdk("gif").create();
        try {
            reader.setInput(new BytesInput(bytes), false, false);
            BufferedImage frame = reader.read(0);
            if (frame.getWidth() == width && frame.getHeight() == height) {
                return BufferedPixels.of(frame);
            }
            IIOMetadataNode root =
                    (IIOMetadataNode) reader.getImageMetadata(0).getAsTree("javax_imageio_gif_image_1.0");
            IIOMetadataNode place = (IIOMetadataNode)
                    root.getElementsByTagName("ImageDescriptor").item(0);
            BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
            Graphics2D pen = canvas.createGraphics();
            pen.drawImage(
                    frame,
                    Integer.parseInt(place.getAttribute("imageLeftPosition")),
                    Integer.parseInt(place.getAttribute("imageTopPosition")),
                    null);
            pen.dispose();
            return BufferedPixels.of(canvas);
        } finally {
            reader.dispose();
        }
    }
}
