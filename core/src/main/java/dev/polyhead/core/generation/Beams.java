package dev.polyhead.core.generation;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The beams of one prompt: sequences that run and sequences that are finished, as many of either as beams. Scores and
 * their order are those of the reference library's vectorised search, single precision included; of equals the first
 * wins.
 */
final class Beams {
    /** What the reference adds to a score that must not win. */
    private static final float OUT = -1e9f;

    private final int firstRow;
    private final int width;
    private final int promptLength;
    private final int longest;
    private final Rules rules;
    private final GenerationConfig config;
    private final SplittableRandom random;

    private Hypothesis[] running;
    private Hypothesis[] best;
    private int length;
    private boolean improvable = true;

    /**
     * A sequence and its score.
     *
     * @param logProbabilities of the new tokens
     * @param reason why it ended; {@link FinishReason#LENGTH} where it has not
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never a key
    private record Hypothesis(int[] ids, float[] logProbabilities, float score, boolean done, FinishReason reason) {}

    /**
     * The beams before the first step.
     *
     * @param firstRow number of the first beam among all rows of the request
     * @param longest most tokens a sequence may hold
     */
    Beams(int firstRow, int[] prompt, int longest, Rules rules, GenerationConfig config, long seed) {
        this.firstRow = firstRow;
        this.width = config.numBeams();
        this.promptLength = prompt.length;
        this.longest = longest;
        this.rules = rules;
        this.config = config;
        this.random = new SplittableRandom(seed);
        this.length = prompt.length;
        this.running = new Hypothesis[width];
        this.best = new Hypothesis[width];
        for (int beam = 0; beam < width; beam++) {
            // Equal beams would find equal continuations: at first only one counts.
            running[beam] = new Hypothesis(prompt, new float[0], beam == 0 ? 0 : OUT, false, FinishReason.LENGTH);
            best[beam] = new Hypothesis(prompt, new float[0], OUT, false, FinishReason.LENGTH);
        }
    }

    int width() {
        return width;
    }

    int longest() {
        return longest;
    }

    Stream<int[]> prompts() {
        return Arrays.stream(running).map(Hypothesis::ids);
    }

    Stream<int[]> lastTokens() {
        return Arrays.stream(running).map(beam -> new int[] {beam.ids[length - 1]});
    }

    /**
     * Goes on by one token.
     *
     * @param scores the model's log-probabilities for each running beam, overwritten
     * @return which beam each running beam comes from; empty when the search is over
     */
    int[] step(float[][] scores) {
        for (int beam = 0; beam < width; beam++) {
            if (Float.isNaN(scores[beam][0])) {
                throw Sequence.notNumbers(firstRow + beam, length);
            }
            rules.edit(firstRow + beam, running[beam].ids, length, scores[beam]);
            rules.shape(firstRow + beam, running[beam].ids, length, scores[beam]);
        }
        int kept = Math.max(2, 1 + config.eosTokenId().size()) * width;
        Continuations candidates = continuations(scores, Math.min(kept, width * scores[0].length));
        if (candidates.score(0) == Float.NEGATIVE_INFINITY) {
            throw Sequence.nothingAllowed(firstRow, length);
        }
        int count = candidates.size();
        Hypothesis[] extended = new Hypothesis[count];
        boolean allEnd = true;
        for (int i = 0; i < count; i++) {
            extended[i] = extend(candidates, i, scores);
            allEnd &= extended[i].done;
        }
        length++;
        int[] order = largest(width, count, i -> candidates.score(i) + (extended[i].done ? OUT : 0));
        int[] parents = new int[width];
        Hypothesis[] next = new Hypothesis[width];
        for (int beam = 0; beam < width; beam++) {
            Hypothesis chosen = extended[order[beam]];
            parents[beam] = candidates.beam(order[beam]);
            next[beam] = chosen.done ? scored(chosen, chosen.score + OUT, false) : chosen;
        }
        mergeFinished(extended);
        running = next;
        checkImprovable();
        boolean over = !improvable || config.earlyStopping() == EarlyStopping.TRUE && allDone() || allEnd;
        return over ? new int[0] : parents;
    }

    private Continuations continuations(float[][] scores, int count) {
        float[] before = new float[width];
        for (int beam = 0; beam < width; beam++) {
            before[beam] = running[beam].score;
        }
        return config.doSample()
                ? Continuations.drawn(scores, before, count, random)
                : Continuations.best(scores, before, count);
    }

    private Hypothesis extend(Continuations candidates, int i, float[][] scores) {
        Hypothesis parent = running[candidates.beam(i)];
        int token = candidates.token(i);
        int[] ids = Arrays.copyOf(parent.ids, length + 1);
        ids[length] = token;
        float[] logProbabilities = Arrays.copyOf(parent.logProbabilities, length - promptLength + 1);
        logProbabilities[length - promptLength] = scores[candidates.beam(i)][token];
        boolean ended = config.eosTokenId().contains(token);
        boolean stopped = !ended && rules.ends(firstRow + candidates.beam(i), ids, length + 1);
        FinishReason reason = ended ? FinishReason.END_TOKEN : stopped ? FinishReason.RULE : FinishReason.LENGTH;
        boolean done = ended || stopped || length + 1 >= longest;
        return new Hypothesis(ids, logProbabilities, candidates.score(i), done, reason);
    }

    /** Keeps the best of the finished so far and those that finished now among the first beams. */
    private void mergeFinished(Hypothesis[] extended) {
        Hypothesis[] merged = Arrays.copyOf(best, width + extended.length);
        float divisor = (float) Math.pow(length - promptLength, config.lengthPenalty());
        boolean full = config.earlyStopping() == EarlyStopping.TRUE && allDone();
        for (int i = 0; i < extended.length; i++) {
            boolean counts = extended[i].done && i < width;
            float score = extended[i].score / divisor;
            score += full ? OUT : 0;
            score += improvable ? 0 : OUT;
            score += counts ? 0 : OUT;
            merged[width + i] = scored(extended[i], score, counts);
        }
        int[] order = largest(width, merged.length, i -> merged[i].score);
        best = Arrays.stream(order).mapToObj(i -> merged[i]).toArray(Hypothesis[]::new);
    }

    private void checkImprovable() {
        boolean tillTheEnd = config.earlyStopping() == EarlyStopping.NEVER && config.lengthPenalty() > 0;
        int reachable = (tillTheEnd ? longest : length) - promptLength;
        float possible = running[0].score / (float) Math.pow(reachable, config.lengthPenalty());
        float worst = Float.POSITIVE_INFINITY;
        for (Hypothesis finished : best) {
            worst = Math.min(worst, finished.score);
        }
        boolean some = false;
        for (Hypothesis finished : best) {
            some |= possible > (finished.done ? worst : OUT);
        }
        improvable &= some;
    }

    private boolean allDone() {
        return Arrays.stream(best).allMatch(Hypothesis::done);
    }

    /** Ends the search as if its length were used up. */
    void stop(FinishReason why) {
        if (length > promptLength) {
            Hypothesis[] candidates = Arrays.stream(running)
                    .map(beam -> new Hypothesis(beam.ids, beam.logProbabilities, beam.score, true, why))
                    .toArray(Hypothesis[]::new);
            mergeFinished(candidates);
        } else {
            best = Arrays.stream(best)
                    .map(beam -> new Hypothesis(beam.ids, beam.logProbabilities, 0, true, why))
                    .toArray(Hypothesis[]::new);
        }
    }

    List<Generated> results() {
        return Arrays.stream(best)
                .limit(config.numReturnSequences())
                .map(beam -> new Generated(beam.ids, promptLength, beam.logProbabilities, beam.reason, beam.score))
                .toList();
    }

    private static Hypothesis scored(Hypothesis beam, float score, boolean done) {
        return new Hypothesis(beam.ids, beam.logProbabilities, score, done, beam.reason);
    }

    private interface Score {
        float of(int index);
    }

    /** The indices of the largest scores, largest first; of equals the first. */
    private static int[] largest(int count, int size, Score score) {
        return IntStream.range(0, size)
                .boxed()
                .sorted((a, b) -> Float.compare(score.of(b) + 0f, score.of(a) + 0f)) // + 0 makes -0 equal 0
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
