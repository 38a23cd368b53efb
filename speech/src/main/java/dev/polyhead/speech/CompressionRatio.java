package dev.polyhead.speech;

import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;

/** How repetitive a text is: its length divided by what zlib makes of it. Radford et al. 2022, section 4.5. */
final class CompressionRatio {
    private CompressionRatio() {}

    static double of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0) {
            return 0;
        }
        Deflater zlib = new Deflater();
        try {
            zlib.setInput(bytes);
            zlib.finish();
            byte[] out = new byte[1024];
            long length = 0;
            while (!zlib.finished()) {
                length += zlib.deflate(out);
            }
            return (double) bytes.length / length;
        } finally {
            zlib.end();
        }
    }
}
