package dev.polyhead.text;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.generation.Encoded;
import dev.polyhead.core.generation.FinishReason;
import dev.polyhead.core.generation.Generated;
import dev.polyhead.core.generation.GenerationConfig;
import dev.polyhead.core.generation.GenerationRequest;
import dev.polyhead.core.generation.Generator;
import dev.polyhead.core.generation.LogitsRule;
import dev.polyhead.core.generation.StopStrings;
import dev.polyhead.core.generation.TokenBias;
import dev.polyhead.core.generation.TokenListener;
import dev.polyhead.core.generation.TokenModel;
import dev.polyhead.text.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs the token loop for a task and makes texts of its tokens. */
final class Writing {
    private final TextModel text;
    private final TokenModel model;
    private final GenerationConfig base;

    Writing(TextModel text) {
        this.text = text;
        this.model = text.model().tokens();
        GenerationConfig read = GenerationConfig.read(text.model().folder());
        String end = text.tokenizer().special().eos();
        this.base = read.eosTokenId().isEmpty()
                        && end != null
                        && text.tokenizer().id(end).isPresent()
                ? read.withEosTokenId(List.of(text.tokenizer().requireId(end)))
                : read;
    }

    /** The checkpoint's own options. */
    GenerationConfig base() {
        return base;
    }

    TokenModel model() {
        return model;
    }

    /**
     * Writes on.
     *
     * @param prompts tokens to begin with; empty ones begin with the start token
     * @param source what an encoder said, one item a prompt; null without an encoder
     * @param sourceIds its tokens
     * @param read how many tokens each answer reports as read
     */
    List<Written> write(
            List<int[]> prompts,
            @Nullable Encoded source,
            List<int[]> sourceIds,
            int[] read,
            WritingOptions options,
            TextListener listener,
            Cancellation cancellation) {
        GenerationConfig config = withBias(options.adjust().apply(base), options);
        int each = config.numReturnSequences();
        boolean beams = config.numBeams() > 1;
        int rowsEach = beams ? config.numBeams() : each;
        if (beams && options.alternatives() > 0) {
            throw new IllegalArgumentException(
                    "Alternatives to each token are known in greedy search and sampling only. Set num_beams to 1.");
        }
        Tokenizer tokenizer = text.tokenizer();
        List<String> stops = Stream.concat(config.stopStrings().stream(), options.stops().stream())
                .distinct()
                .toList();
        List<AnswerText> answers = new ArrayList<>();
        for (int i = 0; i < prompts.size() * each; i++) {
            answers.add(new AnswerText(i, tokenizer.streaming(true), Set.copyOf(config.eosTokenId()), stops, listener));
        }
        List<LogitsRule> rules = new ArrayList<>();
        if (!stops.isEmpty()) {
            rules.add(new StopStrings(stops, ids -> tokenizer.decode(ids, false)));
        }
        if (!options.novelty().equals(WritingOptions.Novelty.FREE)) {
            rules.add(new NoveltyRule(options.novelty(), row -> Math.max(1, prompts.get(row / rowsEach).length)));
        }
        Alternatives alternatives = new Alternatives(options.alternatives(), tokenizer);
        rules.add(alternatives);
        TokenListener tokens = (row, token, logProbability) -> answers.get(row)
                .add(new TokenChoice(
                        token, Alternatives.shown(tokenizer, token), logProbability, alternatives.of(row)));
        GenerationRequest request = new GenerationRequest(
                prompts, source, sourceIds, config, rules, beams ? TokenListener.NONE : tokens, cancellation);
        List<Generated> generated = new Generator(model, model.contextLength()).generate(request);
        List<Written> written = new ArrayList<>();
        for (int i = 0; i < generated.size(); i++) {
            AnswerText answer = answers.get(i);
            if (beams) {
                addAll(answer, generated.get(i));
            }
            answer.end();
            FinishReason reason =
                    answer.stopped() ? FinishReason.RULE : generated.get(i).reason();
            written.add(new Written(answer.text(), answer.tokens(), reason, read[i / each]));
        }
        return written;
    }

    private void addAll(AnswerText answer, Generated generated) {
        int[] ids = generated.newIds();
        float[] logProbabilities = generated.logProbabilities();
        for (int i = 0; i < ids.length; i++) {
            String shown = Alternatives.shown(text.tokenizer(), ids[i]);
            answer.add(new TokenChoice(ids[i], shown, logProbabilities[i], List.of()));
        }
    }

    private static GenerationConfig withBias(GenerationConfig config, WritingOptions options) {
        if (options.bias().isEmpty()) {
            return config;
        }
        List<TokenBias> biases = new ArrayList<>(config.sequenceBias());
        options.bias().forEach((token, bias) -> biases.add(new TokenBias(List.of(token), bias)));
        return config.with("sequence_bias", biases);
    }
}
