package dev.polyhead.media.audio;

import java.time.Duration;

/**
 * How a recording is to be read.
 *
 * @param sampleRate samples a second of what comes out, 1000 to 768 000
 * @param longest longest recording that is read; a longer one is an {@link AudioTooLongException}
 * @param patience longest time that the decoder may work without giving a sample, headers included
 */
public record AudioSettings(int sampleRate, Duration longest, Duration patience) {
    static final int LOWEST_RATE = 1_000;
    static final int HIGHEST_RATE = 768_000;

    public AudioSettings {
        if (sampleRate < LOWEST_RATE || sampleRate > HIGHEST_RATE) {
            throw new IllegalArgumentException("A sample rate of %d Hz is not one to convert to. Give %d to %d."
                    .formatted(sampleRate, LOWEST_RATE, HIGHEST_RATE));
        }
        if (longest.isNegative() || longest.isZero()) {
            throw new IllegalArgumentException(
                    "A longest recording of %s leaves nothing to read. Give a positive duration.".formatted(longest));
        }
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException(
                    "A patience of %s lets nothing be opened. Give a positive duration.".formatted(patience));
        }
    }

    /** Mono at this rate, at most four hours, at most thirty seconds without progress. */
    public static AudioSettings at(int sampleRate) {
        return new AudioSettings(sampleRate, Duration.ofHours(4), Duration.ofSeconds(30));
    }

    public AudioSettings withLongest(Duration longest) {
        return new AudioSettings(sampleRate, longest, patience);
    }
}
