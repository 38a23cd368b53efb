package dev.polyhead.text;

import dev.polyhead.core.generation.LogitsRule;
import dev.polyhead.text.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Remembers the likeliest tokens of every step; changes nothing. */
final class Alternatives implements LogitsRule {
    private final int count;
    private final Tokenizer tokenizer;
    private final Map<Integer, List<TokenChoice>> last = new HashMap<>();

    Alternatives(int count, Tokenizer tokenizer) {
        this.count = count;
        this.tokenizer = tokenizer;
    }

    @Override
    public void apply(int row, int[] ids, int length, float[] logits) {
        if (count == 0) {
            return;
        }
        double highest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            highest = Math.max(highest, logit);
        }
        double sum = 0;
        PriorityQueue<Integer> best = new PriorityQueue<>((a, b) -> Float.compare(logits[a], logits[b]));
        for (int token = 0; token < logits.length; token++) {
            sum += Math.exp(logits[token] - highest);
            if (best.size() < count || logits[token] > logits[best.element()]) {
                best.add(token);
                if (best.size() > count) {
                    best.remove();
                }
            }
        }
        double scale = highest + Math.log(sum);
        List<TokenChoice> choices = new ArrayList<>();
        while (!best.isEmpty()) {
            int token = best.remove();
            choices.add(0, new TokenChoice(token, shown(tokenizer, token), logits[token] - scale, List.of()));
        }
        last.put(row, choices);
    }

    /** The likeliest tokens of a row's last step. */
    List<TokenChoice> of(int row) {
        return last.getOrDefault(row, List.of());
    }

    static String shown(Tokenizer tokenizer, int token) {
        return new String(tokenizer.bytes(token), java.nio.charset.StandardCharsets.UTF_8);
    }
}
