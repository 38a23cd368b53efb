package dev.polyhead.core.generation;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * What is added to a token's logit when it would complete a sequence; one entry of {@code sequence_bias}.
 *
 * @param tokens the sequence; one token alone is always biased
 * @param bias positive makes it likelier; negative infinity forbids it
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
@JsonPropertyOrder({"tokens", "bias"})
public record TokenBias(List<Integer> tokens, double bias) {
    public TokenBias {
        tokens = List.copyOf(tokens);
        if (tokens.isEmpty() || tokens.stream().anyMatch(token -> token < 0)) {
            throw new IllegalArgumentException(
                    "A biased sequence has at least one token and no negative one, not %s.".formatted(tokens));
        }
        if (Double.isNaN(bias)) {
            throw new IllegalArgumentException("The bias of %s is not a number.".formatted(tokens));
        }
    }
}
