package dev.polyhead.text.tokenizer;

import java.util.Arrays;
import java.util.List;

/**
 * A text as token ids, with where each token stands in the text. Immutable; arrays are copies.
 *
 * <p>Positions are indices of UTF-16 units, as {@link String#substring(int, int)} takes them.
 */
public final class Encoding {
    private final int[] ids;
    private final int[] typeIds;
    private final boolean[] special;
    private final int[] sequences;
    private final int[] words;
    private final int[] starts;
    private final int[] ends;
    private final int dropped;
    private final List<Encoding> overflow;

    Encoding(
            int[] ids,
            int[] typeIds,
            boolean[] special,
            int[] sequences,
            int[] words,
            int[] starts,
            int[] ends,
            int dropped,
            List<Encoding> overflow) {
        this.ids = ids;
        this.typeIds = typeIds;
        this.special = special;
        this.sequences = sequences;
        this.words = words;
        this.starts = starts;
        this.ends = ends;
        this.dropped = dropped;
        this.overflow = List.copyOf(overflow);
    }

    /** An encoding of tokens alone, of which no text is known. */
    public static Encoding ofIds(int... ids) {
        int[] unknown = new int[ids.length];
        Arrays.fill(unknown, -1);
        int[] zeros = new int[ids.length];
        boolean[] special = new boolean[ids.length];
        return new Encoding(ids.clone(), zeros, special, zeros, unknown, zeros, zeros, 0, List.of());
    }

    /** @return number of tokens, frame included */
    public int length() {
        return ids.length;
    }

    /** @return the token ids */
    public int[] ids() {
        return ids.clone();
    }

    /** @return the token ids as the graphs want them */
    public long[] longIds() {
        return Arrays.stream(ids).asLongStream().toArray();
    }

    /** @return the id of one token */
    public int id(int token) {
        return ids[token];
    }

    /** @return 0 for the first text's tokens, 1 for the second's, as the checkpoint's frame says */
    public int[] typeIds() {
        return typeIds.clone();
    }

    /** @return ones, one a token: nothing here is padding */
    public int[] attentionMask() {
        int[] mask = new int[ids.length];
        Arrays.fill(mask, 1);
        return mask;
    }

    /** @return whether the token belongs to the frame rather than to a text */
    public boolean isSpecial(int token) {
        return special[token];
    }

    /** @return 0 for the first text, 1 for the second, -1 for the frame */
    public int sequence(int token) {
        return sequences[token];
    }

    /** @return which word of its text the token is a part of, counted by the pre-tokenizer; -1 for the frame */
    public int word(int token) {
        return words[token];
    }

    /** @return where the token begins in its text, in UTF-16 units; 0 for the frame */
    public int start(int token) {
        return starts[token];
    }

    /** @return where the token ends in its text, exclusive, in UTF-16 units; 0 for the frame */
    public int end(int token) {
        return ends[token];
    }

    /** @return how many tokens were cut off to keep the limit */
    public int dropped() {
        return dropped;
    }

    /** @return what was cut off, as further windows in order; empty unless asked for */
    public List<Encoding> overflow() {
        return overflow;
    }

    /** The tokens at some indices, in that order. */
    Encoding pick(int[] at, int droppedTokens, List<Encoding> rest) {
        boolean[] picked = new boolean[at.length];
        for (int i = 0; i < at.length; i++) {
            picked[i] = special[at[i]];
        }
        return new Encoding(
                pick(ids, at),
                pick(typeIds, at),
                picked,
                pick(sequences, at),
                pick(words, at),
                pick(starts, at),
                pick(ends, at),
                droppedTokens,
                rest);
    }

    Encoding withIds(int[] other) {
        return new Encoding(other, typeIds, special, sequences, words, starts, ends, dropped, overflow);
    }

    private static int[] pick(int[] from, int[] at) {
        return Arrays.stream(at).map(i -> from[i]).toArray();
    }

    @Override
    public String toString() {
        return "Encoding" + Arrays.toString(ids);
    }
}
