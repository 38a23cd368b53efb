package dev.polyhead.speech;

import dev.polyhead.core.generation.LogitsRule;

/**
 * No answer ends before its window does. In training an answer ends with the start of a segment that the window cuts;
 * a window that ends where nobody speaks cuts none, and what is left of it would have to be heard again in a window of
 * its own, at the price of a whole one.
 */
final class HearOutRule implements LogitsRule {
    /** Seconds in which no word is left over. */
    static final double SHORTEST_REST = 1;

    private final WhisperTokens tokens;
    private final int promptLength;
    private final int rowsOfWindow;
    private final double[] seconds;

    /**
     * The rule for some windows.
     *
     * @param promptLength where answers begin
     * @param rowsOfWindow hypotheses of a window, in neighbouring rows
     * @param seconds of sound in each window; 0 for one that may end in the middle of a word
     */
    HearOutRule(WhisperTokens tokens, int promptLength, int rowsOfWindow, double[] seconds) {
        this.tokens = tokens;
        this.promptLength = promptLength;
        this.rowsOfWindow = rowsOfWindow;
        this.seconds = seconds.clone();
    }

    @Override
    public void apply(int row, int[] ids, int length, float[] logits) {
        boolean segmentBegins = length - promptLength >= 2
                && tokens.isTimestamp(ids[length - 1])
                && tokens.isTimestamp(ids[length - 2]);
        if (segmentBegins && tokens.seconds(ids[length - 1]) + SHORTEST_REST <= seconds[row / rowsOfWindow]) {
            logits[tokens.end()] = Float.NEGATIVE_INFINITY;
        }
    }
}
