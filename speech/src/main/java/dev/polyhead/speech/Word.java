package dev.polyhead.speech;

/**
 * A word with its time.
 *
 * @param start seconds from the beginning of the recording
 * @param end seconds from the beginning of the recording
 * @param text with the blank before it and the marks that belong to it
 * @param probability mean of its tokens' probabilities, 0 to 1
 */
public record Word(double start, double end, String text, double probability) {
    /** The same word, that much later. */
    Word shifted(double seconds) {
        return new Word(start + seconds, end + seconds, text, probability);
    }
}
