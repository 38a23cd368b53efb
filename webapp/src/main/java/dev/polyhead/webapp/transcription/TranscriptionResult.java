package dev.polyhead.webapp.transcription;

import java.util.List;

/**
 * What a job of this kind has to show; the transcript itself stands at {@code url}.
 *
 * @param url of the transcript as JSON; with another ending, in another format
 * @param model that made it
 * @param task {@code transcribe} or {@code translate}
 * @param language code of the language that is spoken
 * @param languageProbability how sure that is, 0 to 1
 * @param duration of the recording, in seconds
 * @param segments how many there are
 * @param words how many there are
 * @param tookSeconds how long it took, over all runs
 * @param warnings what is wrong with the recording
 * @param edited whether a person has changed the text
 */
record TranscriptionResult(
        String url,
        String model,
        String task,
        String language,
        double languageProbability,
        double duration,
        int segments,
        int words,
        double tookSeconds,
        List<String> warnings,
        boolean edited) {

    /** How many seconds of sound were done in one second. */
    public double speed() {
        return tookSeconds > 0 ? duration / tookSeconds : 0;
    }

    TranscriptionResult asEdited(int wordsNow) {
        return new TranscriptionResult(
                url,
                model,
                task,
                language,
                languageProbability,
                duration,
                segments,
                wordsNow,
                tookSeconds,
                warnings,
                true);
    }
}
