package dev.polyhead.text;

import java.util.List;

/** Hears of a text while it is being written: whole characters, and nothing that may still turn out a stop string. */
@FunctionalInterface
public interface TextListener {
    /** Hears nothing. */
    TextListener NONE = (answer, piece, tokens) -> {};

    /**
     * More text has become certain.
     *
     * @param answer which of the answers, counted over all prompts
     * @param piece the text, never empty
     * @param tokens the tokens it came with
     */
    void written(int answer, String piece, List<TokenChoice> tokens);
}
