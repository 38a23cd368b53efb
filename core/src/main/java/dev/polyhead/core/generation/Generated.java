package dev.polyhead.core.generation;

import java.util.Arrays;

/** A sequence that was written: its tokens, how likely they were, and why it ended. */
public final class Generated {
    private final int[] ids;
    private final int promptLength;
    private final float[] logProbabilities;
    private final FinishReason reason;
    private final double score;

    Generated(int[] ids, int promptLength, float[] logProbabilities, FinishReason reason, double score) {
        this.ids = ids;
        this.promptLength = promptLength;
        this.logProbabilities = logProbabilities;
        this.reason = reason;
        this.score = score;
    }

    /** All tokens: the prompt, what was written, and the end token if one was reached. No padding. */
    public int[] ids() {
        return ids.clone();
    }

    /** How many of the tokens were given. */
    public int promptLength() {
        return promptLength;
    }

    /** The tokens that were written, with the end token if one was reached. */
    public int[] newIds() {
        return Arrays.copyOfRange(ids, promptLength, ids.length);
    }

    /**
     * Natural logarithms of the new tokens' probabilities, after the rules and before temperature, top-k and the like; in
     * beam search what each token added to the beam's score.
     */
    public float[] logProbabilities() {
        return logProbabilities.clone();
    }

    public FinishReason reason() {
        return reason;
    }

    /**
     * In beam search the beam's score with its length penalty, by which the answers of a prompt are ordered; otherwise
     * the sum of the log-probabilities.
     */
    public double score() {
        return score;
    }

    @Override
    public String toString() {
        return "%s %s".formatted(reason, Arrays.toString(ids));
    }
}
