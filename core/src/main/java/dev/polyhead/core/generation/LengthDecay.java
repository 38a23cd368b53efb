package dev.polyhead.core.generation;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * Makes the end token likelier from some length on: {@code exponential_decay_length_penalty}.
 *
 * @param start new tokens after which it sets in
 * @param factor growth with every further token, above 1
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
@JsonPropertyOrder({"start", "factor"})
public record LengthDecay(int start, double factor) {
    public LengthDecay {
        if (start < 0 || !(factor > 0)) {
            throw new IllegalArgumentException(
                    "exponential_decay_length_penalty needs a start of at least 0 and a factor above 0, not [%d, %s]."
                            .formatted(start, factor));
        }
    }
}
