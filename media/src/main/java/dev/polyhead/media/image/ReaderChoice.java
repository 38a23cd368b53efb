package dev.polyhead.media.image;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * One installed ImageIO reader, chosen by who wrote it rather than by the order of the class path.
 */
final class ReaderChoice {
    static {
        ImageIO.setUseCache(false);
    }

    private final ImageReaderSpi provider;

    private ReaderChoice(ImageReaderSpi provider) {
        this.provider = provider;
    }

    /** The JDK's own reader of a format. */
    static ReaderChoice jdk(String format) {
        return find(format, "com.sun.imageio.");
    }

    /** TwelveMonkeys' reader of a format. */
    static ReaderChoice twelveMonkeys(String format) {
        return find(format, "com.twelvemonkeys.");
    }

    /** The reader that wraps libwebp. */
    static ReaderChoice libWebp() {
        return find("webp", "com.luciad.");
    }

    private static ReaderChoice find(String format, String origin) {
        Predicate<ImageReaderSpi> wanted = spi -> spi.getClass().getName().startsWith(origin)
                && List.of(spi.getFormatNames()).stream().anyMatch(format::equalsIgnoreCase);
        Iterator<ImageReaderSpi> all = IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, true);
        Iterable<ImageReaderSpi> each = () -> all;
        return StreamSupport.stream(each.spliterator(), false)
                .filter(wanted)
                .findFirst()
                .map(ReaderChoice::new)
                .orElseThrow(() -> new IllegalStateException(
                        "No reader of %s from %s* is on the class path.".formatted(format, origin)));
    }

    ImageReader create() throws IOException {
        return provider.createReaderInstance();
    }

    /** Decodes one picture of a file, transparency over white. */
    ImagePixels read(byte[] bytes, int index) throws IOException {
        ImageReader reader = create();
        try {
            reader.setInput(new BytesInput(bytes), false, true);
            return BufferedPixels.of(reader.read(index));
        } finally {
            reader.dispose();
        }
    }
}
