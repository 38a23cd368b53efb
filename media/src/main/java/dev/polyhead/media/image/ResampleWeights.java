package dev.polyhead.media.image;

/** The weights of one pass, from {@code in} pixels to {@code out}: those of target {@code x} start at {@code x * taps}. */
final class ResampleWeights {
    final int in;
    final int out;
    final int taps;
    final int[] first;
    final int[] count;
    final int[] fixed;

    ResampleWeights(int in, int out, int taps, int[] first, int[] count, int[] fixed) {
        this.in = in;
        this.out = out;
        this.taps = taps;
        this.first = first;
        this.count = count;
        this.fixed = fixed;
    }

    /** Whether nothing changes along this direction. */
    boolean same() {
        return in == out;
    }
}
