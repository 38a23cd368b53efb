package dev.polyhead.speech;

import java.util.List;

/**
 * What the model wrote about one window.
 *
 * @param ids tokens after the prompt, without the end token
 * @param logProbabilities of the tokens
 * @param avgLogProb their mean, the end token included
 * @param text without timestamps
 * @param compressionRatio of the text
 * @param noSpeechProb probability that nobody speaks
 * @param temperature at which it was written
 * @param language that was told or found
 */
record DecodedWindow(
        List<Integer> ids,
        List<Float> logProbabilities,
        double avgLogProb,
        String text,
        double compressionRatio,
        double noSpeechProb,
        double temperature,
        String language) {
    DecodedWindow {
        ids = List.copyOf(ids);
        logProbabilities = List.copyOf(logProbabilities);
    }
}
