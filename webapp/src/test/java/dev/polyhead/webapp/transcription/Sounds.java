package dev.polyhead.webapp.transcription;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Recordings made up for tests. */
final class Sounds {
    private static final int RATE = 8000;

    private Sounds() {}

    /** A tone that comes and goes, as 16-bit wav. */
    static byte[] wav(int seconds) {
        int samples = seconds * RATE;
        ByteBuffer wav = ByteBuffer.allocate(44 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * samples);
        wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        wav.putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(2 * RATE);
        wav.putShort((short) 2).putShort((short) 16);
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * samples);
        for (int i = 0; i < samples; i++) {
            double loudness = Math.abs(Math.sin(Math.PI * i / RATE));
            wav.putShort((short) (12000 * loudness * Math.sin(2 * Math.PI * 220 * i / RATE)));
        }
        return wav.array();
    }
}
