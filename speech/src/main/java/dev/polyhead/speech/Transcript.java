package dev.polyhead.speech;

import java.util.List;

/**
 * What was said in a recording, and when.
 *
 * @param task {@code transcribe} or {@code translate}
 * @param language code of the language that is spoken
 * @param languages how likely each language is, likeliest first; empty if the language was given
 * @param duration of the recording, in seconds
 * @param durationAfterVad how much of it was listened to, in seconds
 * @param segments in order
 * @param warnings what is wrong with the recording or was left out, one sentence each
 */
public record Transcript(
        String task,
        String language,
        List<LanguageProbability> languages,
        double duration,
        double durationAfterVad,
        List<Segment> segments,
        List<String> warnings) {
    public Transcript {
        languages = List.copyOf(languages);
        segments = List.copyOf(segments);
        warnings = List.copyOf(warnings);
    }

    /** The whole text. */
    public String text() {
        StringBuilder all = new StringBuilder();
        segments.forEach(segment -> all.append(segment.text()));
        return all.toString().strip();
    }

    /** Every word with its time; empty if words were not asked for. */
    public List<Word> words() {
        return segments.stream().flatMap(segment -> segment.words().stream()).toList();
    }

    /** How likely the language is; 1 if it was given. */
    public double languageProbability() {
        return languages.stream()
                .filter(each -> each.language().equals(language))
                .mapToDouble(LanguageProbability::probability)
                .findFirst()
                .orElse(1);
    }
}
