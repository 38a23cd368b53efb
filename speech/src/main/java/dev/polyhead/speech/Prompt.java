package dev.polyhead.speech;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a window is told before it is transcribed: hotwords, and the end of the text before it. */
final class Prompt {
    /** Half of what the decoder holds is left for what is heard. */
    private static final int LONGEST_BEGINNING = 223;

    private Prompt() {}

    /**
     * Tokens before the start token.
     *
     * @param context text before the window, as tokens
     * @param longest most tokens, the one that begins them included
     * @return nothing if there is nothing to tell
     */
    static int[] told(WhisperTokens tokens, int[] hotwords, List<Integer> context, int longest) {
        if (hotwords.length == 0 && context.isEmpty()) {
            return new int[0];
        }
        int forHotwords = Math.min(hotwords.length, longest - 1);
        int forContext = Math.min(context.size(), longest - 1 - forHotwords);
        int[] told = new int[1 + forHotwords + forContext];
        told[0] = tokens.previous();
        System.arraycopy(hotwords, 0, told, 1, forHotwords);
        for (int i = 0; i < forContext; i++) {
            told[1 + forHotwords + i] = context.get(context.size() - forContext + i);
        }
        return told;
    }

    /** Tokens of a text that stands in a prompt; none for null. */
    static int[] encode(WhisperTokens tokens, @Nullable String text) {
        return text == null || text.isBlank() ? new int[0] : tokens.encode(" " + text.strip());
    }

    /**
     * Tokens that an answer begins with: its opening timestamp, if there are timestamps, and a text.
     *
     * @return none if there is no such text
     */
    static int[] beginning(WhisperTokens tokens, @Nullable String text, boolean timestamps) {
        int[] said = encode(tokens, text);
        if (said.length == 0) {
            return said;
        }
        int length = Math.min(said.length, LONGEST_BEGINNING);
        int first = timestamps ? 1 : 0;
        int[] all = new int[first + length];
        if (timestamps) {
            all[0] = tokens.firstTimestamp();
        }
        System.arraycopy(said, 0, all, first, length);
        return all;
    }

    /** The end of a list. */
    static List<Integer> tail(List<Integer> list, int count) {
        return List.copyOf(list.subList(Math.max(0, list.size() - count), list.size()));
    }

    /** A list of numbers. */
    static List<Integer> list(int[] ids) {
        return Arrays.stream(ids).boxed().toList();
    }
}
