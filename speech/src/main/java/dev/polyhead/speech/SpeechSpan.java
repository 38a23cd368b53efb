package dev.polyhead.speech;

/**
 * Where somebody speaks.
 *
 * @param start first sample
 * @param end the sample after the last one
 */
public record SpeechSpan(long start, long end) {
    public SpeechSpan {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("Speech cannot last from sample %d to %d.".formatted(start, end));
        }
    }

    public long length() {
        return end - start;
    }
}
