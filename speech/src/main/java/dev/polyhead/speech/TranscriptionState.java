package dev.polyhead.speech;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must be kept of a transcription to go on with it later.
 *
 * @param position sample of the recording, at {@value LogMel#RATE} Hz, from which on nothing has been transcribed
 * @param language the code, if it is known
 * @param languages how likely each language is, if it was found
 * @param context tokens that the next window is told
 * @param segments finished so far
 */
public record TranscriptionState(
        long position,
        @Nullable String language,
        List<LanguageProbability> languages,
        List<Integer> context,
        List<Segment> segments) {
    public TranscriptionState {
        if (position < 0) {
            throw new IllegalArgumentException("A recording has no sample %d.".formatted(position));
        }
        languages = List.copyOf(languages);
        context = List.copyOf(context);
        segments = List.copyOf(segments);
    }

    /** Before the first sample. */
    public static TranscriptionState beginning() {
        return new TranscriptionState(0, null, List.of(), List.of(), List.of());
    }
}
