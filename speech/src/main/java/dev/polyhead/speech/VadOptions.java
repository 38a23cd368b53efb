package dev.polyhead.speech;

/**
 * What counts as speech; names and defaults are those of faster-whisper.
 *
 * @param threshold probability from which a frame is speech
 * @param negThreshold probability below which speech ends
 * @param minSpeechDurationMs shorter speech is left out
 * @param maxSpeechDurationS longer speech is cut, at a pause where there is one; infinite for never
 * @param minSilenceDurationMs a shorter pause does not end speech
 * @param speechPadMs added before and after
 */
public record VadOptions(
        double threshold,
        double negThreshold,
        int minSpeechDurationMs,
        double maxSpeechDurationS,
        int minSilenceDurationMs,
        int speechPadMs) {
    public VadOptions {
        if (!(threshold > 0 && threshold < 1)) {
            throw new IllegalArgumentException("threshold must be between 0 and 1, not %s.".formatted(threshold));
        }
        if (!(negThreshold >= 0 && negThreshold <= threshold)) {
            throw new IllegalArgumentException(
                    "neg_threshold must be between 0 and threshold (%s), not %s.".formatted(threshold, negThreshold));
        }
        if (minSpeechDurationMs < 0 || minSilenceDurationMs < 0 || speechPadMs < 0) {
            throw new IllegalArgumentException(
                    "min_speech_duration_ms (%d), min_silence_duration_ms (%d) and speech_pad_ms (%d) must be 0 or more."
                            .formatted(minSpeechDurationMs, minSilenceDurationMs, speechPadMs));
        }
        if (!(maxSpeechDurationS >= 1)) {
            throw new IllegalArgumentException(
                    "max_speech_duration_s must be at least 1, not %s.".formatted(maxSpeechDurationS));
        }
    }

    /** Threshold 0.5, pauses from 2 s, padded by 0.4 s. */
    public static VadOptions defaults() {
        return at(0.5);
    }

    /** The usual options with another threshold. */
    public static VadOptions at(double threshold) {
        return new VadOptions(threshold, Math.max(threshold - 0.15, 0.01), 0, Double.POSITIVE_INFINITY, 2000, 400);
    }

    public VadOptions withMaxSpeechDurationS(double seconds) {
        return new VadOptions(threshold, negThreshold, minSpeechDurationMs, seconds, minSilenceDurationMs, speechPadMs);
    }

    public VadOptions withMinSilenceDurationMs(int ms) {
        return new VadOptions(threshold, negThreshold, minSpeechDurationMs, maxSpeechDurationS, ms, speechPadMs);
    }
}
