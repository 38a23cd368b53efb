package dev.polyhead.core.generation;

import dev.polyhead.core.tensor.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model that writes tokens, seen from the loop that drives it: what it can do, not which family it is. */
public interface TokenModel {
    /** Number of different tokens; the length of a row of logits. */
    int vocabulary();

    /** Most tokens a row may hold, prompt included; {@link Integer#MAX_VALUE} where positions do not end. */
    int contextLength();

    /** Whether tokens are written about an encoder's output. */
    boolean hasEncoder();

    /**
     * Runs the encoder once; its keys and values serve every decoding step.
     *
     * @param inputs by their Hugging Face names, equally long in every row
     */
    default Encoded encode(Map<String, Tensor> inputs) {
        return encode(inputs, new Cancellation());
    }

    /**
     * Runs the encoder once, unless somebody wants it to end.
     *
     * @param inputs by their Hugging Face names, equally long in every row
     * @throws dev.polyhead.core.runtime.Cancelled if it was cancelled on its way
     */
    Encoded encode(Map<String, Tensor> inputs, Cancellation cancellation);

    /**
     * Opens an empty key-value cache.
     *
     * @param source what the encoder said, exactly where {@link #hasEncoder()}; it must stay open as long as the
     *     decoding
     * @param rows sequences decoded side by side; a multiple of the source's batch, rows of one item side by side
     * @param capacity most tokens a row will hold
     */
    Decoding begin(@Nullable Encoded source, int rows, int capacity);
}
