package dev.polyhead.text;

import dev.polyhead.core.generation.FinishReason;
import java.util.List;

/**
 * A text that was written.
 *
 * @param text without special tokens, and without the stop string that ended it
 * @param tokens what it is made of, the end token included if one was reached
 * @param reason why it ended
 * @param promptTokens how many tokens were read before
 */
public record Written(String text, List<TokenChoice> tokens, FinishReason reason, int promptTokens) {
    public Written {
        tokens = List.copyOf(tokens);
    }
}
