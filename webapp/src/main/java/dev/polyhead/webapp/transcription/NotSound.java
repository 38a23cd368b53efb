package dev.polyhead.webapp.transcription;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Recognises files that were never a recording, so that their sender hears that instead of "damaged". */
final class NotSound {
    private static final int HEAD = 2048;
    private static final List<String> OTHER_KINDS = List.of(
            "\u0089PNG",
            "\u00ff\u00d8\u00ff",
            "GIF8",
            "%PDF",
            "PK\u0003\u0004",
            "\u001f\u008b",
            "II*\0",
            "MM\0*",
            "\u007fELF");

    private NotSound() {}

    /** Says whether a file is text, a picture, a document or a program by its first bytes. */
    static boolean is(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD);
        }
        String latin = new String(head, StandardCharsets.ISO_8859_1);
        return OTHER_KINDS.stream().anyMatch(latin::startsWith) || (head.length > 0 && isText(head));
    }

    private static boolean isText(byte[] head) {
        for (byte each : head) {
            int code = each & 0xff;
            if (code < 0x20 && code != '\n' && code != '\r' && code != '\t' && code != '\f') {
                return false;
            }
        }
        return true;
    }
}
