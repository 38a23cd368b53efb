package dev.polyhead.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.polyhead.core.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttentionRolloutTest {
    /** Two heads over three tokens; their mean is uniform in the second row only. */
    private static final Tensor FIRST =
            Tensor.of(new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0}, 1, 2, 3, 3);

    private static final Tensor SECOND =
            Tensor.of(new float[] {0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1}, 1, 2, 3, 3);

    @Test
    void oneLayerIsHalfAttentionAndHalfResidual() {
        double[][] flow = AttentionRollout.roll(List.of(FIRST, SECOND), 1);
        assertArrayEquals(new double[] {0.75, 0.25, 0}, flow[0], 1e-12);
        assertArrayEquals(new double[] {0, 0.75, 0.25}, flow[1], 1e-12);
        assertArrayEquals(new double[] {0.25, 0, 0.75}, flow[2], 1e-12);
    }

    @Test
    void laterLayersMixWhatEarlierOnesGathered() {
        double[][] flow = AttentionRollout.roll(List.of(FIRST, SECOND), 0);
        // The second layer looks at the last token with one half, at itself with the other.
        assertArrayEquals(new double[] {0.5 * 0.75 + 0.5 * 0.25, 0.5 * 0.25, 0.5 * 0.75}, flow[0], 1e-12);
        for (double[] row : flow) {
            assertEquals(1, row[0] + row[1] + row[2], 1e-12);
        }
    }
}
