package dev.polyhead.text;

import dev.polyhead.core.generation.LogitsRule;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Makes tokens that the answer already holds less likely.
 *
 * @param novelty by how much
 * @param promptLength tokens of each row that were given and do not count
 */
record NoveltyRule(WritingOptions.Novelty novelty, IntUnaryOperator promptLength) implements LogitsRule {
    @Override
    public void apply(int row, int[] ids, int length, float[] logits) {
        Map<Integer, Integer> times = new HashMap<>();
        for (int i = promptLength.applyAsInt(row); i < length; i++) {
            times.merge(ids[i], 1, Integer::sum);
        }
        times.forEach((token, count) -> logits[token] -= (float) (novelty.presence() + count * novelty.frequency()));
    }
}
