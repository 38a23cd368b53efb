package dev.polyhead.speech;

import java.io.IOException;
import java.util.Arrays;

/** A stretch of a stream of samples that is kept in memory while it moves forward. For one thread. */
final class Recording {
    private final SampleStream stream;
    private float[] buffer = new float[1 << 16];
    private long first; // sample that stands at the beginning of the buffer
    private int length;
    private boolean ended;

    Recording(SampleStream stream) {
        this.stream = stream;
    }

    /**
     * Copies samples.
     *
     * @param from first sample, none before what was forgotten
     * @return at most {@code count}; fewer where the recording ends
     */
    float[] slice(long from, int count) throws IOException {
        load(from + count);
        if (from < first) {
            throw new IllegalStateException(
                    "Sample %d was forgotten; the first one kept is %d.".formatted(from, first));
        }
        int begin = (int) Math.min(length, from - first);
        return Arrays.copyOfRange(buffer, begin, (int) Math.min(length, (long) begin + count));
    }

    /** Whether the recording goes on at this sample. */
    boolean reaches(long sample) throws IOException {
        load(sample + 1);
        return sample < first + length;
    }

    /** Forgets everything before a sample. */
    void forget(long before) throws IOException {
        while (before > first + length && !ended) {
            first += length;
            length = 0;
            load(Math.min(before, first + buffer.length));
        }
        int dropped = (int) Math.max(0, Math.min(length, before - first));
        System.arraycopy(buffer, dropped, buffer, 0, length - dropped);
        length -= dropped;
        first += dropped;
    }

    /** How many samples there are as far as is known. */
    long known() {
        return first + length;
    }

    /** Reads to the end without keeping anything, and says how many samples there are. */
    long drain() throws IOException {
        while (!ended) {
            forget(known());
            load(known() + buffer.length);
        }
        return known();
    }

    private void load(long until) throws IOException {
        while (!ended && first + length < until) {
            if (length == buffer.length) {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
            int count = stream.read(buffer, length, buffer.length - length);
            if (count < 0) {
                ended = true;
            } else {
                length += count;
            }
        }
    }
}
