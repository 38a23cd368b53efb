package dev.polyhead.core.generation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes tokens with any model: greedy search, sampling and beam search with a {@link GenerationConfig}'s rules. May be
 * used by several threads at once if its model may.
 */
public final class Generator {
    private final TokenModel model;
    private final int most;

    /** Writes as the reference library does: one token past the model's context, as the last one is never looked at. */
    public Generator(TokenModel model) {
        this(model, Integer.MAX_VALUE);
    }

    /**
     * Writes sequences of bounded length.
     *
     * @param most most tokens of a sequence, prompt included, whatever a request asks for
     */
    public Generator(TokenModel model, int most) {
        this.model = model;
        this.most = most;
    }

    /**
     * Writes on from every prompt. Answers stand in the order of the prompts, those to one prompt side by side; a prompt
     * is answered as if it were alone.
     *
     * @throws IllegalArgumentException if the request does not suit the model: a prompt that leaves no room to write, a
     *     token outside the vocabulary, a source where there is no encoder
     * @throws IllegalStateException if the rules allow no token at all
     */
    public List<Generated> generate(GenerationRequest request) {
        if (model.hasEncoder() != (request.source() != null)) {
            throw new IllegalArgumentException(
                    model.hasEncoder()
                            ? "This model writes about an encoder's output. Give the request a source."
                            : "This model has no encoder. Leave the request's source out.");
        }
        return new Run(request).all();
    }

    /** One request on its way. */
    private final class Run {
        private final GenerationRequest request;
        private final GenerationConfig config;
        private final int rowsPerPrompt;
        private final List<int[]> prompts;
        private final int[] longest;
        private final Limit limit;
        private final Map<Long, Rules> rules = new HashMap<>();

        Run(GenerationRequest request) {
            this.request = request;
            this.config = request.config();
            this.rowsPerPrompt = config.numBeams() > 1 ? config.numBeams() : config.numReturnSequences();
            this.prompts = request.prompts().stream().map(this::begun).toList();
            this.longest = prompts.stream().mapToInt(this::longest).toArray();
            this.limit = new Limit(request.cancellation(), config.maxTime());
        }

        private int[] begun(int[] prompt) {
            for (int token : prompt) {
                if (token < 0 || token >= model.vocabulary()) {
                    throw new IllegalArgumentException(
                            "A prompt holds token %d, but the model's vocabulary ends at %d. Does the tokenizer belong to the model?"
                                    .formatted(token, model.vocabulary() - 1));
                }
            }
            if (prompt.length > 0) {
                return prompt.clone();
            }
            Integer start = model.hasEncoder() && config.decoderStartTokenId() != null
                    ? config.decoderStartTokenId()
                    : config.bosTokenId();
            if (start == null) {
                throw new IllegalArgumentException(
                        "An empty prompt needs bos_token_id or decoder_start_token_id to begin with. Set one, or give a token.");
            }
            return new int[] {start};
        }

        private int longest(int[] prompt) {
            int end = Math.min(most, config.longest(prompt.length, model.contextLength()));
            if (prompt.length >= end) {
                throw new IllegalArgumentException(
                        "A prompt of %d tokens leaves no room to write: max_length is %s, the model's context %d. Shorten it or raise max_new_tokens."
                                .formatted(prompt.length, config.maxLength(), model.contextLength()));
            }
            return end;
        }

        List<Generated> all() {
            int[] every = IntStream.range(0, prompts.size()).toArray();
            if (prompts.stream().mapToInt(prompt -> prompt.length).distinct().count() == 1) {
                return together(every, request.source());
            }
            try (Decoding decoding = begin(every, request.source())) {
                if (decoding.supportsRagged()) {
                    return drive(decoding, every);
                }
            }
            return byLength();
        }

        /** Answers prompts of equal length together. */
        private List<Generated> byLength() {
            Map<Integer, List<Integer>> groups = new LinkedHashMap<>();
            for (int i = 0; i < prompts.size(); i++) {
                groups.computeIfAbsent(prompts.get(i).length, length -> new ArrayList<>())
                        .add(i);
            }
            List<List<Generated>> answers = new ArrayList<>(Collections.nCopies(prompts.size(), List.of()));
            for (List<Integer> group : groups.values()) {
                int[] items = group.stream().mapToInt(Integer::intValue).toArray();
                List<Generated> written = withSourceOf(items);
                for (int i = 0; i < items.length; i++) {
                    int each = config.numReturnSequences();
                    answers.set(items[i], written.subList(i * each, (i + 1) * each));
                }
            }
            return answers.stream().flatMap(List::stream).toList();
        }

        private List<Generated> withSourceOf(int[] items) {
            Encoded source = request.source();
            if (source == null) {
                return together(items, null);
            }
            try (Encoded part = source.rows(items)) {
                return together(items, part);
            }
        }

        private List<Generated> together(int[] items, @Nullable Encoded source) {
            try (Decoding decoding = begin(items, source)) {
                return drive(decoding, items);
            }
        }

        private Decoding begin(int[] items, @Nullable Encoded source) {
            int most = IntStream.of(items).map(item -> longest[item]).max().orElseThrow();
            int capacity = Math.min(most - 1, model.contextLength()); // the last token is never fed
            return model.begin(source, items.length * rowsPerPrompt, capacity);
        }

        private List<Generated> drive(Decoding decoding, int[] items) {
            try (Cancellation.Registration told = limit.cancellation().onCancel(decoding::interrupt)) {
                return config.numBeams() > 1 ? beams(decoding, items) : rows(decoding, items);
            }
        }

        private List<Generated> rows(Decoding decoding, int[] items) {
            List<Sequence> sequences = new ArrayList<>();
            for (int item : items) {
                for (int i = 0; i < rowsPerPrompt; i++) {
                    Sampler sampler = config.doSample() ? Sampler.multinomial(seed(i)) : Sampler.greedy();
                    int row = item * rowsPerPrompt + i;
                    sequences.add(new Sequence(row, prompts.get(item), longest[item], rules(item), sampler));
                }
            }
            new RowSearch(request, model.hasEncoder(), rowsPerPrompt, limit)
                    .run(decoding, sequences, model.vocabulary());
            return sequences.stream().map(Sequence::result).toList();
        }

        private List<Generated> beams(Decoding decoding, int[] items) {
            List<Beams> beams = new ArrayList<>();
            for (int item : items) {
                int row = item * rowsPerPrompt;
                beams.add(new Beams(row, prompts.get(item), longest[item], rules(item), config, seed(0)));
            }
            new BeamSearch(limit).run(decoding, beams, model.vocabulary());
            return beams.stream().flatMap(prompt -> prompt.results().stream()).toList();
        }

        private Rules rules(int item) {
            int length = prompts.get(item).length;
            long key = (long) length << 32 | longest[item];
            return rules.computeIfAbsent(
                    key, k -> Rules.of(request, model.hasEncoder(), model.vocabulary(), length, longest[item]));
        }

        /** A seed for one answer: not of its place in the batch, so that a neighbour changes nothing. */
        private long seed(int answer) {
            Long seed = config.seed();
            return seed == null ? new SplittableRandom().nextLong() : seed ^ answer * 0xbf58476d1ce4e5b9L;
        }
    }
}
