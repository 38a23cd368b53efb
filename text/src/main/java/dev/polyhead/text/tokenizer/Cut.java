package dev.polyhead.text.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cuts an encoding to a length: the frame stays, text gives way. The windows are those of the tokenizers library, so an
 * encoding cut here equals one cut there.
 */
final class Cut {
    private final Encoding whole;
    private final EncodeOptions options;

    Cut(Encoding whole, EncodeOptions options) {
        this.whole = whole;
        this.options = options;
    }

    Encoding result() {
        if (options.maxLength() == 0 || whole.length() <= options.maxLength()) {
            return whole;
        }
        int[] first = tokensOf(0);
        int[] second = tokensOf(1);
        int frame = whole.length() - first.length - second.length;
        int room = options.maxLength() - frame;
        if (options.truncation() == Truncation.NEVER) {
            throw tooLong();
        }
        if (room < 0 || (room == 0 && first.length > 0)) {
            throw new TokenizerException(
                    ("A limit of %d tokens leaves no room for text: the frame alone takes %d. Give at least %d.")
                            .formatted(options.maxLength(), frame, frame + 1));
        }
        int[] lengths = lengths(first.length, second.length, room);
        boolean cutsSecond = lengths[1] < second.length;
        if (!options.windows() || (cutsSecond && lengths[0] < first.length)) {
            return window(range(first, lengths[0], 0), range(second, lengths[1], 0), List.of());
        }
        int[] longer = cutsSecond ? second : first;
        int size = cutsSecond ? lengths[1] : lengths[0];
        List<Encoding> windows = new ArrayList<>();
        for (int[] part : windows(longer, size)) {
            windows.add(cutsSecond ? window(first, part, List.of()) : window(part, second, List.of()));
        }
        int[] part = windows(longer, size).get(0);
        List<Encoding> rest = windows.subList(1, windows.size());
        return cutsSecond ? window(first, part, rest) : window(part, second, rest);
    }

    private TokenizerException tooLong() {
        return new TokenizerException("The text has %d tokens, the limit is %d. Shorten it, or allow truncation."
                .formatted(whole.length(), options.maxLength()));
    }

    /** How many tokens of the first and of the second text stay. */
    private int[] lengths(int first, int second, int room) {
        int excess = first + second - room;
        return switch (options.truncation()) {
            case NEVER -> throw tooLong();
            case ONLY_FIRST -> new int[] {reduced(first, excess, "first"), second};
            case ONLY_SECOND -> new int[] {first, reduced(second, excess, "second")};
            case LONGEST_FIRST -> {
                int shorter = Math.min(first, second);
                int longer = shorter > room ? shorter : Math.max(shorter, room - shorter);
                if (shorter + longer > room) {
                    shorter = room / 2;
                    longer = shorter + room % 2;
                }
                yield first > second ? new int[] {longer, shorter} : new int[] {shorter, longer};
            }
        };
    }

    private int reduced(int length, int excess, String which) {
        if (length <= excess) {
            throw new TokenizerException(
                    "The %s text has %d tokens, but %d would have to go to keep the limit of %d. Shorten the other text."
                            .formatted(which, length, excess, options.maxLength()));
        }
        return length - excess;
    }

    private int[] tokensOf(int sequence) {
        return IntStream.range(0, whole.length())
                .filter(token -> whole.sequence(token) == sequence)
                .toArray();
    }

    private int[] range(int[] tokens, int size, int from) {
        int start = options.side() == EncodeOptions.Side.RIGHT ? from : tokens.length - size - from;
        return Arrays.copyOfRange(tokens, start, start + size);
    }

    private List<int[]> windows(int[] tokens, int size) {
        if (options.stride() >= size) {
            throw new TokenizerException(
                    "Windows of %d tokens cannot share %d. Give a smaller stride or a larger limit."
                            .formatted(size, options.stride()));
        }
        List<int[]> windows = new ArrayList<>();
        for (int from = 0; ; from += size - options.stride()) {
            int length = Math.min(size, tokens.length - from);
            windows.add(range(tokens, length, from));
            if (from + length == tokens.length) {
                return windows;
            }
        }
    }

    /** The frame with only these tokens of both texts between its parts. */
    private Encoding window(int[] first, int[] second, List<Encoding> rest) {
        boolean[] kept = new boolean[whole.length()];
        for (int token = 0; token < kept.length; token++) {
            kept[token] = whole.sequence(token) < 0;
        }
        for (int token : first) {
            kept[token] = true;
        }
        for (int token : second) {
            kept[token] = true;
        }
        int[] at = IntStream.range(0, kept.length).filter(token -> kept[token]).toArray();
        return whole.pick(at, whole.length() - at.length, rest);
    }
}
