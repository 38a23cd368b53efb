package dev.polyhead.speech;

import java.util.Arrays;

/** A sequence in the making: its tokens, prompt included, and how likely the new ones are. Immutable. */
final class Hypothesis {
    private final int[] ids;
    private final float[] logProbabilities;
    private final int promptLength;
    private final double sum;

    Hypothesis(int[] prompt) {
        this(prompt, new float[0], prompt.length, 0);
    }

    private Hypothesis(int[] ids, float[] logProbabilities, int promptLength, double sum) {
        this.ids = ids;
        this.logProbabilities = logProbabilities;
        this.promptLength = promptLength;
        this.sum = sum;
    }

    Hypothesis with(int token, double logProbability) {
        int[] more = Arrays.copyOf(ids, ids.length + 1);
        more[ids.length] = token;
        float[] longer = Arrays.copyOf(logProbabilities, logProbabilities.length + 1);
        longer[logProbabilities.length] = (float) logProbability;
        return new Hypothesis(more, longer, promptLength, sum + logProbability);
    }

    /** All tokens; not to be changed. */
    int[] ids() {
        return ids;
    }

    int length() {
        return ids.length;
    }

    int last() {
        return ids[ids.length - 1];
    }

    double sum() {
        return sum;
    }

    /** Tokens after the prompt. */
    int[] written() {
        return Arrays.copyOfRange(ids, promptLength, ids.length);
    }

    float logProbability(int written) {
        return logProbabilities[written];
    }

    /** How good it is: the sum divided by its length to this power. */
    double score(double lengthPenalty) {
        return sum / Math.pow(Math.max(1, logProbabilities.length), lengthPenalty);
    }
}
