package dev.polyhead.text.tokenizer;

import org.jspecify.annotations.Nullable;

/** Tokenizer files that are missing, broken or of a kind that is not supported, or a text that cannot be encoded. */
public final class TokenizerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, with which file or value, and what to do */
    public TokenizerException(String message) {
        super(message);
    }

    /**
     * @param message what is wrong, with which file or value, and what to do
     * @param cause what the layer below said
     */
    public TokenizerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
