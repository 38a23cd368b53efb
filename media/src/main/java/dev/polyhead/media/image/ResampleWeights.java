package dev.polyhead.media.image;

import java.util.Arrays;

/** The weights of one pass, from {@code in} pixels to {@code out}: those of target {@code x} start at {@code x * taps}. */
final class ResampleWeights {
    final int in;
    final int out;
    final int taps;
    final int[] first;
    final int[] count;
    final int[] fixed;
    private final boolean same;

    ResampleWeights(int in, int out, int taps, int[] first, int[] count, int[] fixed) {
        this(in, out, taps, first, count, fixed, in == out);
    }

    private ResampleWeights(int in, int out, int taps, int[] first, int[] count, int[] fixed, boolean same) {
        this.in = in;
        this.out = out;
        this.taps = taps;
        this.first = first;
        this.count = count;
        this.fixed = fixed;
        this.same = same;
    }

    /** Room for so many weights in whole groups of four, as they are added; those that are not used stay 0. */
    static int roundedUp(int taps) {
        return (taps + 3) / 4 * 4;
    }

    /** The weights of some targets only, in a row from {@code from} on. */
    ResampleWeights part(int from, int length) {
        return new ResampleWeights(
                in,
                length,
                taps,
                Arrays.copyOfRange(first, from, from + length),
                Arrays.copyOfRange(count, from, from + length),
                Arrays.copyOfRange(fixed, from * taps, (from + length) * taps),
                same && length == out);
    }

    /** Whether nothing changes along this direction. */
    boolean same() {
        return same;
    }
}
