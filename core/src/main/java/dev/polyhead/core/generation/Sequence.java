package dev.polyhead.core.generation;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sequence while it is written by greedy search or sampling. */
final class Sequence {
    final int row;
    final Rules rules;
    private final Sampler sampler;
    private final int promptLength;
    private final int longest;
    private int[] ids;
    private int length;
    private float[] logProbabilities = new float[16];
    private @Nullable FinishReason reason;

    /**
     * A sequence that holds its prompt.
     *
     * @param row number among all rows of the request
     * @param longest most tokens it may hold
     */
    Sequence(int row, int[] prompt, int longest, Rules rules, Sampler sampler) {
        this.row = row;
        this.rules = rules;
        this.sampler = sampler;
        this.promptLength = prompt.length;
        this.longest = longest;
        this.ids = Arrays.copyOf(prompt, prompt.length + 16);
        this.length = prompt.length;
    }

    int[] prompt() {
        return Arrays.copyOf(ids, promptLength);
    }

    int last() {
        return ids[length - 1];
    }

    int longest() {
        return longest;
    }

    boolean finished() {
        return reason != null;
    }

    void finish(FinishReason why) {
        reason = why;
    }

    /**
     * Chooses the next token.
     *
     * @param logits what the model says, overwritten
     * @param scratch as long as {@code logits}
     */
    void extend(float[] logits, float[] scratch, List<Integer> endTokens, TokenListener listener) {
        rules.edit(row, ids, length, logits);
        float max = Logits.max(logits);
        double sum = Logits.sumOfExponentials(logits, max);
        if (!(sum > 0) || Double.isInfinite(sum)) {
            throw max == Float.NEGATIVE_INFINITY ? nothingAllowed(row, length) : notNumbers(row, length);
        }
        float[] shaped = logits;
        if (!rules.shaping().isEmpty()) {
            System.arraycopy(logits, 0, scratch, 0, logits.length);
            shaped = scratch;
            rules.shape(row, ids, length, shaped);
        }
        int token = sampler.choose(shaped);
        float logProbability = logits[token] - max - (float) Math.log(sum);
        append(token, logProbability);
        listener.token(row, token, logProbability);
        if (endTokens.contains(token)) {
            reason = FinishReason.END_TOKEN;
        } else if (rules.ends(row, ids, length)) {
            reason = FinishReason.RULE;
        } else if (length >= longest) {
            reason = FinishReason.LENGTH;
        }
    }

    static IllegalStateException nothingAllowed(int row, int length) {
        return new IllegalStateException(
                "The rules allow no token after %d tokens of row %d. Loosen the request's constraints."
                        .formatted(length, row));
    }

    static IllegalStateException notNumbers(int row, int length) {
        return new IllegalStateException(
                "The model's logits after %d tokens of row %d are not numbers. The checkpoint may be damaged."
                        .formatted(length, row));
    }

    private void append(int token, float logProbability) {
        int written = length - promptLength;
        if (length == ids.length) {
            ids = Arrays.copyOf(ids, length + length / 2 + 1);
        }
        if (written == logProbabilities.length) {
            logProbabilities = Arrays.copyOf(logProbabilities, 2 * written);
        }
        ids[length++] = token;
        logProbabilities[written] = logProbability;
    }

    Generated result() {
        float[] written = Arrays.copyOf(logProbabilities, length - promptLength);
        double score = 0;
        for (float logProbability : written) {
            score += logProbability;
        }
        if (reason == null) {
            throw new IllegalStateException("Row %d is not finished.".formatted(row));
        }
        return new Generated(Arrays.copyOf(ids, length), promptLength, written, reason, score);
    }
}
