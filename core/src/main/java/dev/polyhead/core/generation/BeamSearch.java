package dev.polyhead.core.generation;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Beam search over some prompts side by side, as the reference library does it. A finished prompt leaves the batch. */
final class BeamSearch {
    private final Limit limit;

    BeamSearch(Limit limit) {
        this.limit = limit;
    }

    /**
     * Searches until every prompt has its answers.
     *
     * @param decoding empty, as many rows as beams for each prompt
     */
    void run(Decoding decoding, List<Beams> prompts, int vocabulary) {
        List<Beams> running = new ArrayList<>(prompts);
        int beams = prompts.get(0).width();
        int[][] tokens = running.stream().flatMap(Beams::prompts).toArray(int[][]::new);
        float[][] scores = new float[tokens.length][vocabulary];
        while (true) {
            FloatBuffer answer = limit.feed(decoding, tokens);
            if (answer == null) {
                running.forEach(prompt -> prompt.stop(limit.reason()));
                return;
            }
            // The logarithms are most of the cost; the model's threads are idle meanwhile.
            IntStream.range(0, tokens.length).parallel().forEach(row -> {
                answer.get(row * vocabulary, scores[row]);
                Logits.logSoftmax(scores[row]);
            });
            List<Beams> next = new ArrayList<>();
            List<int[]> parents = new ArrayList<>();
            for (int i = 0; i < running.size(); i++) {
                Beams prompt = running.get(i);
                int[] from = prompt.step(Arrays.copyOfRange(scores, i * beams, (i + 1) * beams));
                if (from.length > 0) {
                    for (int beam = 0; beam < beams; beam++) {
                        from[beam] += i * beams;
                    }
                    next.add(prompt);
                    parents.add(from);
                }
            }
            if (next.isEmpty()) {
                return;
            }
            running = next;
            decoding.reorder(parents.stream().flatMapToInt(Arrays::stream).toArray());
            tokens = running.stream().flatMap(Beams::lastTokens).toArray(int[][]::new);
        }
    }
}
