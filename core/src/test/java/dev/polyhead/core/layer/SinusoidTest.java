package dev.polyhead.core.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.polyhead.core.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both layouts against the formula of Vaswani et al. 2017, section 3.5. */
class SinusoidTest {
    private static final int POSITIONS = 37;

    /** Of one rounding to float32. */
    private static final double TOLERANCE = 1e-7;

    @ParameterizedTest
    @ValueSource(ints = {2, 8, 30, 15})
    void sineAndCosineAlternateAsInThePaper(int hidden) {
        Tensor table = Sinusoid.INTERLEAVED.table(POSITIONS, hidden);
        for (int position = 0; position < POSITIONS; position++) {
            for (int pair = 0; 2 * pair < hidden; pair++) {
                double angle = position / Math.pow(10_000, 2.0 * pair / hidden);
                assertEquals(Math.sin(angle), at(table, position, 2 * pair), TOLERANCE);
                if (2 * pair + 1 < hidden) {
                    assertEquals(Math.cos(angle), at(table, position, 2 * pair + 1), TOLERANCE);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8, 30, 15})
    void theOtherLayoutHoldsTheSameNumbersSinesFirst(int hidden) {
        Tensor paper = Sinusoid.INTERLEAVED.table(POSITIONS, hidden);
        Tensor halves = Sinusoid.HALVES.table(POSITIONS, hidden);
        int sines = (hidden + 1) / 2;
        for (int position = 0; position < POSITIONS; position++) {
            for (int channel = 0; channel < hidden; channel++) {
                int place = channel % 2 == 0 ? channel / 2 : sines + channel / 2;
                assertEquals(at(paper, position, channel), at(halves, position, place));
            }
        }
    }

    private static float at(Tensor table, int position, int channel) {
        return table.floats()[position * table.dimension(1) + channel];
    }
}
