package dev.polyhead.text;

import dev.polyhead.core.generation.GenerationConfig;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * How a text is written.
 *
 * @param adjust changes the checkpoint's own options: lengths, search, penalties
 * @param stops texts that end an answer and are not a part of it
 * @param bias added to the logits of some tokens, by id
 * @param novelty what repeating oneself costs
 * @param alternatives how many of the likeliest tokens to report in place of each; 0 for none
 * @param truncate whether a text past the model's length may be cut: of a prompt its end stays, of a source its beginning
 */
public record WritingOptions(
        UnaryOperator<GenerationConfig> adjust,
        List<String> stops,
        Map<Integer, Double> bias,
        Novelty novelty,
        int alternatives,
        boolean truncate) {
    public WritingOptions {
        stops = List.copyOf(stops);
        bias = Map.copyOf(bias);
        if (alternatives < 0) {
            throw new IllegalArgumentException(
                    "There cannot be %d alternatives to a token. Ask for 0 or more.".formatted(alternatives));
        }
        if (stops.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException(
                    "An empty stop string would end every text before it begins. Leave it out.");
        }
    }

    /**
     * What is taken off the logit of a token that the answer already holds.
     *
     * @param presence once
     * @param frequency for each time
     */
    public record Novelty(double presence, double frequency) {
        /** Repeating costs nothing. */
        public static final Novelty FREE = new Novelty(0, 0);

        public Novelty {
            if (!Double.isFinite(presence) || !Double.isFinite(frequency)) {
                throw new IllegalArgumentException(
                        "Penalties must be numbers, not %s and %s.".formatted(presence, frequency));
            }
        }
    }

    /** As the checkpoint says. */
    public static WritingOptions defaults() {
        return new WritingOptions(UnaryOperator.identity(), List.of(), Map.of(), Novelty.FREE, 0, false);
    }

    /** The same with a further change of the checkpoint's options, after those there are. */
    public WritingOptions adjusted(UnaryOperator<GenerationConfig> further) {
        return new WritingOptions(
                config -> further.apply(adjust.apply(config)), stops, bias, novelty, alternatives, truncate);
    }

    /** The same with a change of the checkpoint's options that those there are may take back. */
    public WritingOptions adjustedFirst(UnaryOperator<GenerationConfig> earlier) {
        return new WritingOptions(
                config -> adjust.apply(earlier.apply(config)), stops, bias, novelty, alternatives, truncate);
    }

    public WritingOptions withStops(List<String> texts) {
        return new WritingOptions(adjust, texts, bias, novelty, alternatives, truncate);
    }

    public WritingOptions withBias(Map<Integer, Double> byToken) {
        return new WritingOptions(adjust, stops, byToken, novelty, alternatives, truncate);
    }

    public WritingOptions withNovelty(Novelty penalties) {
        return new WritingOptions(adjust, stops, bias, penalties, alternatives, truncate);
    }

    public WritingOptions withAlternatives(int count) {
        return new WritingOptions(adjust, stops, bias, novelty, count, truncate);
    }

    public WritingOptions truncating(boolean may) {
        return new WritingOptions(adjust, stops, bias, novelty, alternatives, may);
    }
}
