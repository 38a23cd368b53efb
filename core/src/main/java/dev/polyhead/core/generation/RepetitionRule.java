package dev.polyhead.core.generation;

import java.util.BitSet;
import java.util.List;

/** Rules about tokens that stood before. */
public sealed interface RepetitionRule extends LogitsRule {
    /**
     * Makes tokens of the sequence less likely: negative logits are multiplied, others divided. Keskar et al. 2019,
     * section 4.1. {@code repetition_penalty}
     *
     * @param penalty above 1 discourages, below 1 encourages
     */
    record Penalty(double penalty) implements RepetitionRule {
        @Override
        public void apply(int row, int[] ids, int length, float[] logits) {
            float factor = (float) penalty;
            BitSet seen = new BitSet(logits.length);
            for (int i = 0; i < length; i++) {
                int token = ids[i];
                if (!seen.get(token)) {
                    seen.set(token);
                    logits[token] = logits[token] < 0 ? logits[token] * factor : logits[token] / factor;
                }
            }
        }
    }

    /**
     * Forbids a run of tokens to appear twice. {@code no_repeat_ngram_size}
     *
     * @param size tokens of the run
     */
    record NoRepeatNgram(int size) implements RepetitionRule {
        @Override
        public void apply(int row, int[] ids, int length, float[] logits) {
            forbidRepeated(ids, length, size, ids, length, logits);
        }
    }

    /**
     * Makes tokens of the source likelier. {@code encoder_repetition_penalty}
     *
     * @param penalty above 1 encourages tokens of the source
     * @param sources tokens of each prompt's source
     * @param rowsPerSource rows that belong to one prompt
     */
    record SourcePenalty(double penalty, List<int[]> sources, int rowsPerSource) implements RepetitionRule {
        @Override
        public void apply(int row, int[] ids, int length, float[] logits) {
            int[] source = sources.get(row / rowsPerSource);
            new Penalty(1 / penalty).apply(row, source, source.length, logits);
        }
    }

    /**
     * Forbids a run of tokens that stands in the source. {@code encoder_no_repeat_ngram_size}
     *
     * @param size tokens of the run
     * @param sources tokens of each prompt's source
     * @param rowsPerSource rows that belong to one prompt
     */
    record NoNgramOfSource(int size, List<int[]> sources, int rowsPerSource) implements RepetitionRule {
        @Override
        public void apply(int row, int[] ids, int length, float[] logits) {
            int[] source = sources.get(row / rowsPerSource);
            forbidRepeated(source, source.length, size, ids, length, logits);
        }
    }

    /** Forbids what follows, anywhere in {@code past}, the last {@code size - 1} tokens of {@code ids}. */
    private static void forbidRepeated(int[] past, int pastLength, int size, int[] ids, int length, float[] logits) {
        int prefix = length - (size - 1);
        if (prefix < 0) {
            return;
        }
        for (int start = 0; start + size <= pastLength; start++) {
            int same = 0;
            while (same < size - 1 && past[start + same] == ids[prefix + same]) {
                same++;
            }
            int next = past[start + size - 1];
            if (same == size - 1 && next < logits.length) {
                logits[next] = Float.NEGATIVE_INFINITY;
            }
        }
    }
}
