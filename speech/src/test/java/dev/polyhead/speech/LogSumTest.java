package dev.polyhead.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LogSumTest {
    @Test
    void itEqualsTheSumInDoublePrecision() {
        Random random = new Random(2);
        for (double spread : new double[] {0.1, 3, 12, 60}) {
            float[] row = new float[51_865];
            double sum = 0;
            for (int i = 0; i < row.length; i++) {
                row[i] = i % 100 == 0 ? Float.NEGATIVE_INFINITY : (float) (random.nextGaussian() * spread);
                sum += Math.exp(row[i]);
            }
            assertEquals(Math.log(sum), LogSum.of(row, new float[row.length]), 2e-5, "spread " + spread);
        }
    }
}
