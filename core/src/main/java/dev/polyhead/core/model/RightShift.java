package dev.polyhead.core.model;

import dev.polyhead.core.tensor.Tensor;
import java.util.Optional;

/**
 * What a decoder reads that is given nothing of its own: the encoder's tokens, one place later.
 *
 * @param start what stands first; without one, each row's last real token, as mBART has it
 * @param padding the padding token's id
 */
public record RightShift(Optional<Integer> start, int padding) {
    /**
     * Moves tokens by one.
     *
     * @param ids {@code [batch, seq]}
     */
    Tensor apply(Tensor ids) {
        int seq = ids.dimension(1);
        long[] from = ids.longs();
        long[] moved = new long[from.length];
        for (int row = 0; row < from.length; row += seq) {
            System.arraycopy(from, row, moved, row + 1, seq - 1);
            moved[row] = start.isPresent() ? start.get() : last(from, row, seq);
        }
        return Tensor.of(moved, ids.shape());
    }

    /** The token at the place that counting the real ones gives; with none, the last, as in the reference. */
    private long last(long[] ids, int row, int seq) {
        int real = 0;
        for (int i = 0; i < seq; i++) {
            real += ids[row + i] == padding ? 0 : 1;
        }
        return ids[row + Math.floorMod(real - 1, seq)];
    }
}
