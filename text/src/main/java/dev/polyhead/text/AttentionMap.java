package dev.polyhead.text;

import dev.polyhead.core.generation.GenerationConfig;
import dev.polyhead.core.model.Blueprint;
import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.text.tokenizer.EncodeOptions;
import dev.polyhead.text.tokenizer.Encoding;
import dev.polyhead.text.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What every head of every layer looks at: weights from the same graph that answers, compiled to give them out.
 *
 * @param kind whose attention it is
 * @param queries the tokens that look
 * @param keys the tokens looked at
 * @param layers per layer {@code [1, heads, query, key]}; each row sums to 1
 */
public record AttentionMap(Kind kind, List<Token> queries, List<Token> keys, List<Tensor> layers) {
    /** Whose attention. */
    public enum Kind {
        /** A text's own, in an encoder or a causal model. */
        SELF("attentions."),
        /** The encoder's, of an encoder-decoder. */
        ENCODER("encoder_attentions."),
        /** The decoder's own, of an encoder-decoder. */
        DECODER("decoder_attentions."),
        /** The decoder's, over the encoder's text. */
        CROSS("cross_attentions.");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    /**
     * A token as it is shown.
     *
     * @param id its id
     * @param text what it reads as, {@code [CLS]} for the frame
     * @param special whether it belongs to the frame
     */
    public record Token(int id, String text, boolean special) {}

    public AttentionMap {
        queries = List.copyOf(queries);
        keys = List.copyOf(keys);
        layers = List.copyOf(layers);
    }

    public int heads() {
        return layers.get(0).dimension(1);
    }

    /**
     * Looks into a model while it reads.
     *
     * @param input the text
     * @param pair a second text: of a pair for an encoder, the decoder's for an encoder-decoder; null for none
     * @param maxTokens most tokens of either text; the weights grow with its square
     * @return the text's own attention, or for an encoder-decoder the encoder's, the decoder's and the cross-attention
     * @throws UnsuitableModelException if the model's attention has no weights to show
     */
    public static List<AttentionMap> of(TextModel text, String input, @Nullable String pair, int maxTokens) {
        Encoding encoding = text.tokenizer().encode(input, isPair(text) ? null : pair, EncodeOptions.defaults());
        refuseLong(encoding.length(), Math.min(maxTokens, text.maxLength()));
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("input_ids", row(encoding.ids()));
        if (!isPair(text) && pair != null && text.model().inputs().contains("token_type_ids")) {
            inputs.put("token_type_ids", row(encoding.typeIds()));
        }
        List<Token> source = tokens(text.tokenizer(), encoding.ids());
        if (!isPair(text)) {
            return List.of(of(text, inputs, Kind.SELF, source, source));
        }
        if (pair == null) {
            return List.of(of(text, inputs, Kind.ENCODER, source, source));
        }
        int[] target = decoderIds(text, pair);
        refuseLong(target.length, maxTokens);
        inputs.put("decoder_input_ids", row(target));
        List<Token> written = tokens(text.tokenizer(), target);
        return List.of(
                of(text, inputs, Kind.CROSS, written, source),
                of(text, inputs, Kind.ENCODER, source, source),
                of(text, inputs, Kind.DECODER, written, written));
    }

    private static boolean isPair(TextModel text) {
        return text.model().blueprint() instanceof Blueprint.EncoderDecoder;
    }

    private static void refuseLong(int tokens, int limit) {
        if (tokens > limit) {
            throw new TooLongException(tokens, limit);
        }
    }

    private static int[] decoderIds(TextModel text, String target) {
        Integer start = GenerationConfig.read(text.model().folder()).decoderStartTokenId();
        int[] ids = text.tokenizer().ids(target);
        return start == null
                ? ids
                : IntStream.concat(IntStream.of(start), IntStream.of(ids)).toArray();
    }

    private static Tensor row(int[] ids) {
        long[] wide = IntStream.of(ids).asLongStream().toArray();
        return Tensor.of(wide, 1, wide.length);
    }

    private static AttentionMap of(
            TextModel text, Map<String, Tensor> inputs, Kind kind, List<Token> queries, List<Token> keys) {
        Set<String> names = new TreeSet<>();
        for (String output : text.model().outputs()) {
            if (output.startsWith(kind.prefix)) {
                names.add(output);
            }
        }
        if (names.isEmpty()) {
            throw new UnsuitableModelException(
                    ("'%s' (%s) never holds its attention weights as one matrix, so there is nothing to show. Choose a model"
                                    + " with full attention.")
                            .formatted(
                                    text.model().folder().getFileName(),
                                    text.model().modelType()));
        }
        Map<String, Tensor> outputs = text.model().run(inputs, names);
        List<Tensor> layers = new ArrayList<>();
        for (int layer = 0; layer < names.size(); layer++) {
            Tensor weights = outputs.get(kind.prefix + layer);
            if (weights != null) {
                layers.add(weights);
            }
        }
        return new AttentionMap(kind, queries, keys, layers);
    }

    private static List<Token> tokens(Tokenizer tokenizer, int[] ids) {
        List<Token> tokens = new ArrayList<>();
        for (int id : ids) {
            tokens.add(new Token(id, Alternatives.shown(tokenizer, id), tokenizer.isSpecial(id)));
        }
        return tokens;
    }
}
