package dev.polyhead.media.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalDouble;

/**
 * What a RIFF header claims, read by ourselves: FFmpeg trims the claim to the bytes that are there, so that a file cut
 * off half way looks whole, and it accepts sample rates and channel counts that make no sense.
 */
final class WavHeader {
    private static final int LARGEST_CHUNK_COUNT = 64;
    private static final long UNKNOWN_SIZE = 0x7FFF_0000L; // recorders that cannot seek back write the largest number

    private WavHeader() {}

    /**
     * Refuses 0 channels and 0 Hz.
     *
     * @throws UnreadableAudioException if this is a wav file whose header makes no sense
     */
    static void refuseNonsense(FileInput input) throws IOException {
        ByteBuffer head = input.peek(0, 4096).order(ByteOrder.LITTLE_ENDIAN);
        int at = chunk(head, "fmt ");
        if (at < 0 || head.limit() < at + 16) {
            return;
        }
        int channels = head.getShort(at + 2) & 0xFFFF;
        long rate = head.getInt(at + 4) & 0xFFFF_FFFFL;
        if (channels == 0 || rate == 0) {
            throw new UnreadableAudioException(
                    "The wav header gives a channel count of %d and a sampling rate of %d Hz; both must be at least 1. Repair the header or export the file again."
                            .formatted(channels, rate));
        }
    }

    /** Seconds of sound that the header claims and the file does not hold; empty if it is whole or not a wav file. */
    static OptionalDouble missingSeconds(FileInput input) throws IOException {
        ByteBuffer head = input.peek(0, 1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        int format = chunk(head, "fmt ");
        int data = chunk(head, "data");
        if (format < 0 || data < 0 || head.limit() < format + 12) {
            return OptionalDouble.empty();
        }
        long claimed = head.getInt(data - 4) & 0xFFFF_FFFFL;
        long bytesPerSecond = head.getInt(format + 8) & 0xFFFF_FFFFL;
        long missing = claimed - (input.size() - data);
        if (missing <= 0 || claimed >= UNKNOWN_SIZE || bytesPerSecond == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of((double) missing / bytesPerSecond);
    }

    /** Where the contents of a chunk begin, or -1. */
    private static int chunk(ByteBuffer head, String name) {
        if (head.limit() < 12 || !text(head, 0).equals("RIFF") || !text(head, 8).equals("WAVE")) {
            return -1;
        }
        long at = 12;
        for (int i = 0; i < LARGEST_CHUNK_COUNT && at + 8 <= head.limit(); i++) {
            if (text(head, (int) at).equals(name)) {
                return (int) at + 8;
            }
            long size = head.getInt((int) at + 4) & 0xFFFF_FFFFL;
            at += 8 + size + (size & 1);
        }
        return -1;
    }

    private static String text(ByteBuffer head, int at) {
        char[] four = new char[4];
        for (int i = 0; i < 4; i++) {
            four[i] = (char) (head.get(at + i) & 0xFF);
        }
        return new String(four);
    }
}
