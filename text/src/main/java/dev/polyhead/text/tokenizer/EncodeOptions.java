package dev.polyhead.text.tokenizer;

/**
 * What to add to a text while encoding it, and where to cut.
 *
 * @param specialTokens whether the tokenizer frames the text ({@code [CLS] … [SEP]}, {@code <s> … </s>}) as the checkpoint
 *     says
 * @param maxLength most tokens of one encoding, frame included; 0 for no limit
 * @param truncation who gives way past the limit
 * @param side which end is cut off
 * @param stride tokens that neighbouring windows share; with more than 0, or with {@code windows}, what was cut off is
 *     returned as {@link Encoding#overflow()}
 * @param windows whether to return what was cut off as further encodings
 */
public record EncodeOptions(
        boolean specialTokens, int maxLength, Truncation truncation, Side side, int stride, boolean windows) {

    /** An end of a text. */
    public enum Side {
        /** The beginning. */
        LEFT,
        /** The end. */
        RIGHT
    }

    public EncodeOptions {
        if (maxLength < 0) {
            throw new IllegalArgumentException(
                    "A limit of %d tokens is not possible. Give 0 for no limit, or a positive number."
                            .formatted(maxLength));
        }
        if (stride < 0) {
            throw new IllegalArgumentException(
                    "Windows cannot share %d tokens. Give a stride of 0 or more.".formatted(stride));
        }
    }

    /** With the frame, without a limit. */
    public static EncodeOptions defaults() {
        return new EncodeOptions(true, 0, Truncation.LONGEST_FIRST, Side.RIGHT, 0, false);
    }

    /** The bare text: no frame, no limit. */
    public static EncodeOptions plain() {
        return defaults().withSpecialTokens(false);
    }

    /** @return a copy that adds the frame or not */
    public EncodeOptions withSpecialTokens(boolean added) {
        return new EncodeOptions(added, maxLength, truncation, side, stride, windows);
    }

    /** @return a copy with another limit, 0 for none */
    public EncodeOptions withMaxLength(int length) {
        return new EncodeOptions(specialTokens, length, truncation, side, stride, windows);
    }

    /** @return a copy with another way of cutting */
    public EncodeOptions withTruncation(Truncation other) {
        return new EncodeOptions(specialTokens, maxLength, other, side, stride, windows);
    }

    /** @return a copy that cuts at the other end */
    public EncodeOptions withSide(Side other) {
        return new EncodeOptions(specialTokens, maxLength, truncation, other, stride, windows);
    }

    /** @return a copy that returns everything, in windows that share {@code shared} tokens */
    public EncodeOptions withWindows(int shared) {
        return new EncodeOptions(specialTokens, maxLength, truncation, side, shared, true);
    }
}
