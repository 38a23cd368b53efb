package dev.polyhead.core.transformer;

import dev.polyhead.core.layer.NormSpec;
import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.layer.PositionEmbedding;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import java.util.Optional;

/**
 * Words, and what is added to them.
 *
 * @param inputName what the ids are called
 * @param vocabulary number of words
 * @param scale factor on the words' embeddings
 * @param positions added to the words; absent where attention itself knows distances
 * @param types number of token types; 0 for none
 * @param question whose tokens are of type 0 and those behind it of type 1 where no types are given; else all are of type 0
 * @param norm over the sum
 * @param context most tokens that the model was made for; {@link Integer#MAX_VALUE} where there is no end
 */
public record WordInput(
        String inputName,
        int vocabulary,
        double scale,
        Optional<PositionEmbedding> positions,
        int types,
        Optional<QuestionTokens> question,
        Optional<NormSpec> norm,
        int context)
        implements InputLayer {
    /** Words with positions of their own, as long as those reach. */
    public static WordInput of(String inputName, int vocabulary, PositionEmbedding positions) {
        return new WordInput(
                inputName,
                vocabulary,
                1,
                Optional.of(positions),
                0,
                Optional.empty(),
                Optional.empty(),
                Integer.MAX_VALUE);
    }

    /** Words alone; attention knows their distances. */
    public static WordInput withoutPositions(String inputName, int vocabulary, int context) {
        return new WordInput(
                inputName, vocabulary, 1, Optional.empty(), 0, Optional.empty(), Optional.empty(), context);
    }

    public WordInput scaledBy(double factor) {
        return new WordInput(inputName, vocabulary, factor, positions, types, question, norm, context);
    }

    public WordInput typed(int count) {
        return new WordInput(inputName, vocabulary, scale, positions, count, question, norm, context);
    }

    public WordInput normed(NormSpec spec) {
        return new WordInput(inputName, vocabulary, scale, positions, types, question, Optional.of(spec), context);
    }

    /** Where no types are given, they tell a question from what is behind it. */
    public WordInput asking(QuestionTokens tokens) {
        return new WordInput(inputName, vocabulary, scale, positions, types, Optional.of(tokens), norm, context);
    }

    @Override
    public ElementType inputType() {
        return ElementType.I64;
    }

    @Override
    public Object[] inputShape() {
        return new Object[] {"seq"};
    }

    @Override
    public boolean maskable() {
        return true;
    }

    @Override
    public boolean typed() {
        return types > 0;
    }

    @Override
    public int longest() {
        return Math.min(context, positions.map(PositionEmbedding::length).orElse(Integer.MAX_VALUE));
    }

    @Override
    public Value positions(Parameters p, Value main) {
        GraphBuilder g = p.g();
        return g.unsqueeze(g.range(g.dimension(main, 1)), 0);
    }

    @Override
    public Value embed(Parameters p, StackInputs inputs, Value where, int hidden) {
        GraphBuilder g = p.g();
        Value words = p.embedding(Slot.WORDS, vocabulary, hidden).rows(inputs.main());
        if (scale != 1) {
            words = g.mul(words, g.scalar(scale));
        }
        if (types > 0) {
            Value rows = inputs.types().orElseGet(() -> typesOf(g, inputs.main()));
            words = g.add(words, p.embedding(Slot.TYPES, types, hidden).rows(rows));
        }
        Residual sum = new Residual(g, words);
        if (positions.isPresent()) {
            sum.add(positions.get().rows(p, where, inputs.main(), hidden));
        }
        return norm.isPresent() ? sum.normed(p.norm(Slot.EMBEDDING_NORM, norm.get(), hidden)) : sum.value();
    }

    private Value typesOf(GraphBuilder g, Value ids) {
        return question.map(tokens -> g.cast(g.op("Not", tokens.marked(g, ids)), ElementType.I64))
                .orElseGet(() -> g.ints(0));
    }
}
