package dev.polyhead.core.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rules about particular tokens: forbidden, preferred or forced, always or at some length. */
public sealed interface TokenRule extends LogitsRule {
    /** Forbids tokens. {@code suppress_tokens} */
    record Suppress(List<Integer> tokens) implements TokenRule {
        @Override
        public void apply(int row, int[] ids, int length, float[] logits) {
            forbid(tokens, logits);
        }
    }

    /**
     * Forbids tokens at one place. {@code begin_suppress_tokens}
     *
     * @param at length of the sequence there
     */
    record SuppressAt(int at, List<Integer> tokens) implements TokenRule {
        @Override
        public void apply(int row, int[] ids, int length, float[] logits) {
            if (length == at) {
                forbid(tokens, logits);
            }
        }
    }

    /**
     * Forbids the end tokens in a sequence that is too short. {@code min_length}, {@code min_new_tokens}
     *
     * @param minLength tokens it must hold, prompt included
     */
    record NoEndBefore(int minLength, List<Integer> endTokens) implements TokenRule {
        @Override
        public void apply(int row, int[] ids, int length, float[] logits) {
            if (length < minLength) {
                forbid(endTokens, logits);
            }
        }
    }

    /**
     * Allows nothing but these tokens at one place. {@code forced_bos_token_id} after the first token, {@code
     * forced_eos_token_id} as the last
     *
     * @param at length of the sequence there
     */
    record Force(int at, List<Integer> tokens) implements TokenRule {
        @Override
        public void apply(int row, int[] ids, int length, float[] logits) {
            if (length == at) {
                Arrays.fill(logits, Float.NEGATIVE_INFINITY);
                for (int token : tokens) {
                    logits[token] = 0;
                }
            }
        }
    }

    /**
     * Makes the end tokens likelier, more so with every token. {@code exponential_decay_length_penalty}
     *
     * @param start length of the sequence, prompt included, after which it sets in
     */
    record EndGrows(int start, double factor, List<Integer> endTokens) implements TokenRule {
        @Override
        public void apply(int row, int[] ids, int length, float[] logits) {
            if (length > start) {
                float growth = (float) (Math.pow(factor, length - start) - 1);
                for (int token : endTokens) {
                    if (Float.isFinite(logits[token])) {
                        logits[token] += Math.abs(logits[token]) * growth;
                    }
                }
            }
        }
    }

    /** Replaces what is not a finite number, so that nothing later stumbles over it. {@code remove_invalid_values} */
    record OnlyFinite() implements TokenRule {
        @Override
        public void apply(int row, int[] ids, int length, float[] logits) {
            for (int i = 0; i < logits.length; i++) {
                logits[i] =
                        Float.isNaN(logits[i]) ? 0 : Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, logits[i]));
            }
        }
    }

    /**
     * Adds to the logit of a token that would complete a sequence. {@code sequence_bias}, {@code bad_words_ids}
     *
     * @param byLast what may be completed, by its last token
     */
    record Bias(Map<Integer, List<TokenBias>> byLast) implements TokenRule {
        /** Of equal sequences the last counts. */
        static Bias of(List<TokenBias> biases) {
            Map<List<Integer>, TokenBias> bySequence = new LinkedHashMap<>();
            biases.forEach(bias -> bySequence.put(bias.tokens(), bias));
            Map<Integer, List<TokenBias>> byLast = new LinkedHashMap<>();
            for (TokenBias bias : bySequence.values()) {
                int last = bias.tokens().get(bias.tokens().size() - 1);
                byLast.computeIfAbsent(last, token -> new ArrayList<>()).add(bias);
            }
            return new Bias(byLast);
        }

        @Override
        public void apply(int row, int[] ids, int length, float[] logits) {
            for (Map.Entry<Integer, List<TokenBias>> completed : byLast.entrySet()) {
                float sum = 0;
                for (TokenBias bias : completed.getValue()) {
                    if (precedes(bias.tokens(), ids, length)) {
                        sum += (float) bias.bias();
                    }
                }
                if (sum != 0) {
                    logits[completed.getKey()] += sum;
                }
            }
        }

        private static boolean precedes(List<Integer> tokens, int[] ids, int length) {
            int prefix = tokens.size() - 1;
            if (prefix > length) {
                return false;
            }
            for (int i = 0; i < prefix; i++) {
                if (ids[length - prefix + i] != tokens.get(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static void forbid(List<Integer> tokens, float[] logits) {
        for (int token : tokens) {
            if (token >= 0 && token < logits.length) {
                logits[token] = Float.NEGATIVE_INFINITY;
            }
        }
    }
}
