package dev.polyhead.core.attention;

/**
 * What one layer keeps of earlier tokens: keys and values of each, or a state of constant size.
 *
 * @param heads how many it keeps something for
 * @param keyRows rows of a head's size for the keys of one; {@link #EVERY_TOKEN} for one a token
 * @param valueRows the same for the values
 * @param inPlace whether a step may write where it reads
 */
public record CacheShape(int heads, int keyRows, int valueRows, boolean inPlace) {
    /** As many rows as there may be tokens. */
    public static final int EVERY_TOKEN = -1;

    /** Keys and values of every token. */
    static CacheShape ofTokens(Heads heads) {
        return new CacheShape(heads.keyValue(), EVERY_TOKEN, EVERY_TOKEN, true);
    }

    /** A dimension of a graph's input, a number or a name. */
    static Object dimension(int rows) {
        return rows == EVERY_TOKEN ? (Object) "capacity" : (Object) rows;
    }
}
