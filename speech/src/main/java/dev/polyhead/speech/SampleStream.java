package dev.polyhead.speech;

import java.io.IOException;

/** Mono samples at {@value LogMel#RATE} Hz, one block after the other. */
@FunctionalInterface
interface SampleStream {
    /**
     * Reads the next samples.
     *
     * @return how many, at least 1; -1 at the end
     */
    int read(float[] target, int offset, int length) throws IOException;

    /** Samples that are in memory. */
    static SampleStream of(float[] samples) {
        int[] at = {0};
        return (target, offset, length) -> {
            int count = Math.min(length, samples.length - at[0]);
            if (count <= 0) {
                return -1;
            }
            System.arraycopy(samples, at[0], target, offset, count);
            at[0] += count;
            return count;
        };
    }
}
