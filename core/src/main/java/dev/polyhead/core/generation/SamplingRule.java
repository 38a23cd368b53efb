package dev.polyhead.core.generation;

import java.util.Arrays;

/**
 * Rules that shape the distribution a token is drawn from. They run last, and where they cut they leave at least so many
 * tokens as beam search needs to go on.
 */
public sealed interface SamplingRule extends LogitsRule {
    /** Divides the logits: below 1 sharpens, above 1 flattens. {@code temperature} */
    record Temperature(double temperature) implements SamplingRule {
        @Override
        public void apply(int row, int[] ids, int length, float[] logits) {
            float divisor = (float) temperature;
            for (int i = 0; i < logits.length; i++) {
                logits[i] /= divisor;
            }
        }
    }

    /** Keeps the likeliest tokens, and those equal to the last of them. Fan et al. 2018. {@code top_k} */
    record TopK(int k) implements SamplingRule {
        @Override
        public void apply(int row, int[] ids, int length, float[] logits) {
            forbidBelow(Logits.kthLargest(logits, Math.min(k, logits.length)), logits);
        }
    }

    /** Keeps the smallest set of tokens that holds so much probability. Holtzman et al. 2019. {@code top_p} */
    record TopP(double mass, int atLeast) implements SamplingRule {
        /** More than rounding can add up to. */
        private static final double SLACK = 1e-5;

        @Override
        public void apply(int row, int[] ids, int length, float[] logits) {
            float max = Logits.max(logits);
            double sum = Logits.sumOfExponentials(logits, max);
            Ranking ranking = new Ranking(logits);
            int[] best = new int[ranking.size()];
            int count = 0;
            for (double held = 0; ranking.size() > 0 && (held < mass + SLACK || count < atLeast); count++) {
                best[count] = ranking.next();
                held += probability(logits[best[count]], max, sum);
            }
            // The reference adds up from the least likely token, so the decision at the border is made that way here.
            double below = 0;
            for (int i = 0; i < ranking.size(); i++) {
                below += probability(logits[ranking.rest(i)], max, sum);
            }
            for (; count > atLeast; count--) {
                below += probability(logits[best[count - 1]], max, sum);
                if ((float) below > (float) (1 - mass)) {
                    break;
                }
            }
            keepOnly(best, count, logits);
        }
    }

    /** Keeps tokens at least so likely in proportion to the likeliest. Nguyen et al. 2024. {@code min_p} */
    record MinP(double share, int atLeast) implements SamplingRule {
        @Override
        public void apply(int row, int[] ids, int length, float[] logits) {
            float max = Logits.max(logits);
            double sum = Logits.sumOfExponentials(logits, max);
            forbidUnlikely(logits, (float) share * probability(max, max, sum), atLeast, max, sum);
        }
    }

    /** Keeps the tokens whose surprise is nearest the expected one. Meister et al. 2022. {@code typical_p} */
    record TypicalP(double mass, int atLeast) implements SamplingRule {
        @Override
        public void apply(int row, int[] ids, int length, float[] logits) {
            float[] nearness = logits.clone();
            Logits.logSoftmax(nearness);
            double entropy = 0;
            for (float logProbability : nearness) {
                if (logProbability > Float.NEGATIVE_INFINITY) {
                    entropy -= Logits.exp(logProbability) * logProbability;
                }
            }
            for (int i = 0; i < nearness.length; i++) {
                nearness[i] = -Math.abs(-nearness[i] - (float) entropy);
            }
            float max = Logits.max(logits);
            double sum = Logits.sumOfExponentials(logits, max);
            Ranking ranking = new Ranking(nearness);
            int[] best = new int[ranking.size()];
            int count = 0;
            float border = Float.POSITIVE_INFINITY;
            for (double held = 0; ranking.size() > 0; ) {
                int next = ranking.next();
                if ((float) held >= (float) mass && count >= atLeast && nearness[next] < border) {
                    break;
                }
                if ((float) held < (float) mass) {
                    border = nearness[next];
                }
                best[count++] = next;
                held += probability(logits[next], max, sum);
            }
            keepOnly(best, count, logits);
        }
    }

    /** Forbids tokens less likely than this. Hewitt et al. 2022. {@code epsilon_cutoff} */
    record EpsilonCutoff(double epsilon, int atLeast) implements SamplingRule {
        @Override
        public void apply(int row, int[] ids, int length, float[] logits) {
            float max = Logits.max(logits);
            forbidUnlikely(logits, (float) epsilon, atLeast, max, Logits.sumOfExponentials(logits, max));
        }
    }

    /** Forbids unlikely tokens, the fewer the more open the distribution is. Hewitt et al. 2022. {@code eta_cutoff} */
    record EtaCutoff(double epsilon, int atLeast) implements SamplingRule {
        @Override
        public void apply(int row, int[] ids, int length, float[] logits) {
            float max = Logits.max(logits);
            double sum = Logits.sumOfExponentials(logits, max);
            double entropy = 0;
            for (float logit : logits) {
                double p = Logits.exp(logit - max) / sum;
                entropy -= p > 0 ? p * (logit - max - Math.log(sum)) : 0;
            }
            double eta = Math.min(epsilon, Math.sqrt(epsilon) * Math.exp(-entropy));
            forbidUnlikely(logits, (float) eta, atLeast, max, sum);
        }
    }

    /** Keeps the likeliest tokens up to a share of the entropy of the first hundred. {@code top_h} */
    record TopH(double share) implements SamplingRule {
        private static final int CONSIDERED = 100;

        @Override
        public void apply(int row, int[] ids, int length, float[] logits) {
            int[] best = Logits.top(logits, CONSIDERED);
            float[] logProbabilities = new float[best.length];
            for (int i = 0; i < best.length; i++) {
                logProbabilities[i] = logits[best[i]];
            }
            Logits.logSoftmax(logProbabilities);
            float entropy = 0;
            float[] cumulative = new float[best.length];
            for (int i = 0; i < best.length; i++) {
                entropy += (float) -(Logits.exp(logProbabilities[i]) * logProbabilities[i]);
                cumulative[i] = entropy;
            }
            int count = Math.min(1, best.length);
            while (count < best.length && cumulative[count] <= entropy * (float) share) {
                count++;
            }
            keepOnly(best, count, logits);
        }
    }

    /** Turns the logits into log-probabilities; the very last. {@code renormalize_logits} */
    record Renormalize() implements SamplingRule {
        @Override
        public void apply(int row, int[] ids, int length, float[] logits) {
            Logits.logSoftmax(logits);
        }
    }

    private static float probability(float logit, float max, double sum) {
        return (float) (Logits.exp(logit - max) / sum);
    }

    private static void forbidUnlikely(float[] logits, float least, int atLeast, float max, double sum) {
        float spared = Logits.kthLargest(logits, Math.min(atLeast, logits.length));
        for (int i = 0; i < logits.length; i++) {
            if (logits[i] < spared && probability(logits[i], max, sum) < least) {
                logits[i] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    private static void forbidBelow(float least, float[] logits) {
        for (int i = 0; i < logits.length; i++) {
            if (logits[i] < least) {
                logits[i] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    private static void keepOnly(int[] kept, int count, float[] logits) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = logits[kept[i]];
        }
        Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < count; i++) {
            logits[kept[i]] = values[i];
        }
    }
}
