package dev.polyhead.text;

/** A text of more tokens than the model can see, where it must not be cut. */
public final class TooLongException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int tokens;
    private final int limit;

    /**
     * @param tokens how many there are
     * @param limit how many the model takes
     */
    public TooLongException(int tokens, int limit) {
        super("The text has %d tokens, the model sees at most %d. Shorten it, or allow truncation."
                .formatted(tokens, limit));
        this.tokens = tokens;
        this.limit = limit;
    }

    /** @return tokens of the text, frame included */
    public int tokens() {
        return tokens;
    }

    /** @return most tokens the model takes */
    public int limit() {
        return limit;
    }
}
