package dev.polyhead.media.image;

import java.util.Arrays;

/**
 * The two passes of a resize. Both run along whole rows of ints, which the compiler vectorises: the pass along rows works
 * on a block of rows turned on its side.
 */
final class ResamplePasses {
    private static final int PRECISION = 32 - 8 - 2;
    private static final int HALF = 1 << (PRECISION - 1);
    /** Rows turned at a time: 3 channels of 16 rows fill the cache lines of the accumulators. */
    private static final int BLOCK = 16;

    private final ImagePixels image;
    private final ResampleWeights across;
    private final ResampleWeights down;

    ResamplePasses(ImagePixels image, ResampleWeights across, ResampleWeights down) {
        this.image = image;
        this.across = across;
        this.down = down;
    }

    ImagePixels run() {
        int stride = 3 * across.out;
        int firstRow = down.same() ? 0 : down.first[0];
        int rows = (down.same() ? down.in : down.first[down.out - 1] + down.count[down.out - 1]) - firstRow;
        int[] narrowed = across.same() ? widened(firstRow, rows) : acrossRows(firstRow, rows);
        byte[] out = new byte[Math.toIntExact((long) stride * down.out)];
        if (down.same()) {
            for (int i = 0; i < out.length; i++) {
                out[i] = (byte) narrowed[i];
            }
        } else {
            downColumns(narrowed, stride, firstRow, out);
        }
        return new ImagePixels(across.out, down.out, out);
    }

    private int[] widened(int firstRow, int rows) {
        byte[] in = image.rgb();
        int from = 3 * image.width() * firstRow;
        int[] wide = new int[3 * image.width() * rows];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = in[from + i] & 0xff;
        }
        return wide;
    }

    /** First pass; the answer is {@code [rows, out, 3]}, rounded to 0..255. */
    private int[] acrossRows(int firstRow, int rows) {
        byte[] in = image.rgb();
        int width = image.width();
        int stride = 3 * across.out;
        int[] out = new int[Math.toIntExact((long) stride * rows)];
        int lane = 3 * BLOCK;
        int[] turned = new int[width * lane];
        int[] sums = new int[lane];
        for (int block = 0; block < rows; block += BLOCK) {
            int height = Math.min(BLOCK, rows - block);
            for (int y = 0; y < height; y++) {
                int from = 3 * width * (firstRow + block + y);
                for (int x = 0, to = 3 * y; x < width; x++, to += lane, from += 3) {
                    turned[to] = in[from] & 0xff;
                    turned[to + 1] = in[from + 1] & 0xff;
                    turned[to + 2] = in[from + 2] & 0xff;
                }
            }
            for (int x = 0; x < across.out; x++) {
                Arrays.fill(sums, HALF);
                int base = across.first[x] * lane;
                for (int t = 0; t < across.count[x]; t++) {
                    add(sums, turned, base + t * lane, across.fixed[x * across.taps + t], lane);
                }
                for (int y = 0; y < height; y++) {
                    int to = (block + y) * stride + 3 * x;
                    out[to] = clip(sums[3 * y]);
                    out[to + 1] = clip(sums[3 * y + 1]);
                    out[to + 2] = clip(sums[3 * y + 2]);
                }
            }
        }
        return out;
    }

    private void downColumns(int[] in, int stride, int firstRow, byte[] out) {
        int[] sums = new int[stride];
        for (int y = 0; y < down.out; y++) {
            Arrays.fill(sums, HALF);
            for (int t = 0; t < down.count[y]; t++) {
                add(sums, in, (down.first[y] - firstRow + t) * stride, down.fixed[y * down.taps + t], stride);
            }
            int to = y * stride;
            for (int i = 0; i < stride; i++) {
                out[to + i] = (byte) clip(sums[i]);
            }
        }
    }

    private static void add(int[] sums, int[] values, int from, int weight, int length) {
        for (int i = 0; i < length; i++) {
            sums[i] += values[from + i] * weight;
        }
    }

    private static int clip(int sum) {
        return Math.max(0, Math.min(255, sum >> PRECISION));
    }
}
