package dev.polyhead.media.audio;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Looks whether an Ogg file has its last page: nothing else tells a whole file from one that was cut off. */
final class OggEnd {
    private static final int TAIL_BYTES = 1 << 17;
    private static final int END_OF_STREAM = 4;

    private OggEnd() {}

    /** Whether the file ends with a page that is whole and marked as the last one. */
    static boolean present(FileInput input) throws IOException {
        ByteBuffer tail = input.peek(Math.max(0, input.size() - TAIL_BYTES), TAIL_BYTES);
        for (int at = tail.limit() - 27; at >= 0; at--) {
            if (tail.get(at) == 'O' && tail.get(at + 1) == 'g' && tail.get(at + 2) == 'g' && tail.get(at + 3) == 'S') {
                int segments = tail.get(at + 26) & 0xFF;
                int length = 27 + segments;
                for (int i = 0; i < segments && at + 27 + i < tail.limit(); i++) {
                    length += tail.get(at + 27 + i) & 0xFF;
                }
                return (tail.get(at + 5) & END_OF_STREAM) != 0 && at + length <= tail.limit();
            }
        }
        return false;
    }
}
