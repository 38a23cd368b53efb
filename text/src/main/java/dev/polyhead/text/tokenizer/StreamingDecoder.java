package dev.polyhead.text.tokenizer;

import java.util.Arrays;
import java.util.function.Function;

/**
 * Turns ids that arrive one by one into text, whole characters only: a token that ends inside a character is held back
 * until the rest of it has come. Joined, the pieces are what decoding everything at once gives. Not safe for concurrent
 * use.
 */
public final class StreamingDecoder {
    private static final char UNFINISHED = '\uFFFD';

    private final Function<int[], String> decode;

    /** Ids since the last point where text was whole; the first {@code settled} of them are already given out. */
    private int[] window = {};

    private int settled;
    private String given = "";

    StreamingDecoder(Function<int[], String> decode) {
        this.decode = decode;
    }

    /**
     * Takes the next id.
     *
     * @return the text that became complete with it; empty while a character is unfinished or the token has no text
     */
    public String next(int id) {
        window = Arrays.copyOf(window, window.length + 1);
        window[window.length - 1] = id;
        String text = decode.apply(window);
        if (text.length() <= given.length() || text.charAt(text.length() - 1) == UNFINISHED) {
            return "";
        }
        String piece = text.substring(given.length());
        window = Arrays.copyOfRange(window, settled, window.length);
        settled = window.length;
        given = decode.apply(window);
        return piece;
    }

    /** @return what was held back, a half character as U+FFFD; call it once, at the end */
    public String end() {
        String text = decode.apply(window);
        String piece = text.length() <= given.length() ? "" : text.substring(given.length());
        window = new int[0];
        settled = 0;
        given = "";
        return piece;
    }
}
