package dev.polyhead.core.transformer;

import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;

/** Turns what a model is given into the first hidden states. */
public sealed interface InputLayer permits WordInput, PatchInput, SpectrogramInput {
    /** Hugging Face's name of the input. */
    String inputName();

    default ElementType inputType() {
        return ElementType.F32;
    }

    /** Sizes of the input's dimensions after the batch; a number, or the name of one that varies. */
    Object[] inputShape();

    /** Whether there can be padding, and a mask that marks it. */
    default boolean maskable() {
        return false;
    }

    /** Whether tokens have types. */
    default boolean typed() {
        return false;
    }

    /** Most tokens that the positions reach; {@link Integer#MAX_VALUE} if they do not end. */
    int longest();

    /** Positions of the tokens, int64 {@code [1, seq]}, counted from the input's shape. */
    Value positions(Parameters p, Value main);

    /**
     * The first hidden states.
     *
     * @param positions int64 {@code [batch or 1, seq]}
     * @return {@code [batch, seq, hidden]}
     */
    Value embed(Parameters p, StackInputs inputs, Value positions, int hidden);
}
