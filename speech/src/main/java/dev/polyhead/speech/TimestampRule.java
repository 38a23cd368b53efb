package dev.polyhead.speech;

import dev.polyhead.core.generation.LogitsRule;
import java.util.Arrays;

/**
 * The grammar of timestamps: an answer begins with one, they come in pairs around text, never go back, and one is
 * written where all of them together are likelier than any text. Radford et al. 2022, section 4.5.
 */
final class TimestampRule implements LogitsRule {
    private final int end;
    private final int noTimestamps;
    private final int first;
    private final int promptLength;
    private final int lastInitial;

    /**
     * The grammar for answers after a prompt of this length.
     *
     * @param latestInitial seconds; no answer begins later
     */
    TimestampRule(WhisperTokens tokens, int promptLength, double latestInitial) {
        end = tokens.end();
        noTimestamps = tokens.noTimestamps();
        first = tokens.firstTimestamp();
        this.promptLength = promptLength;
        lastInitial = first + (int) Math.round(latestInitial / WhisperTokens.TIME_PRECISION);
    }

    @Override
    public void apply(int row, int[] ids, int length, float[] logits) {
        logits[noTimestamps] = Float.NEGATIVE_INFINITY;
        int written = length - promptLength;
        if (written == 0) {
            forbid(logits, 0, first);
            forbid(logits, lastInitial + 1, logits.length);
            return;
        }
        boolean afterTimestamp = ids[length - 1] >= first;
        boolean afterPair = written < 2 || ids[length - 2] >= first;
        if (afterTimestamp) {
            if (afterPair) {
                forbid(logits, first, logits.length);
            } else {
                forbid(logits, 0, end);
            }
        }
        int latest = latest(ids, length);
        if (latest >= 0) {
            // text has a length: only right after its opening timestamp may the same time be repeated
            forbid(logits, first, afterTimestamp && !afterPair ? latest : latest + 1);
        }
        if (timestampsOutweighText(logits)) {
            forbid(logits, 0, first);
        }
    }

    private int latest(int[] ids, int length) {
        for (int i = length - 1; i >= promptLength; i--) {
            if (ids[i] >= first) {
                return ids[i];
            }
        }
        return -1;
    }

    private boolean timestampsOutweighText(float[] logits) {
        float text = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < first; i++) {
            text = Math.max(text, logits[i]);
        }
        float times = Float.NEGATIVE_INFINITY;
        for (int i = first; i < logits.length; i++) {
            times = Math.max(times, logits[i]);
        }
        if (times == Float.NEGATIVE_INFINITY || times > text) {
            return times > text;
        }
        double sum = 0;
        for (int i = first; i < logits.length; i++) {
            if (logits[i] > text - 20) {
                sum += Math.exp(logits[i] - text);
            }
        }
        return sum > 1;
    }

    private static void forbid(float[] logits, int from, int to) {
        Arrays.fill(logits, from, Math.max(from, to), Float.NEGATIVE_INFINITY);
    }
}
