package dev.polyhead.core.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogitsTest {
    private static float[] random(int size, long seed) {
        Random random = new Random(seed);
        float[] row = new float[size];
        for (int i = 0; i < size; i++) {
            row[i] = (float) random.nextGaussian() * 6;
        }
        return row;
    }

    @Test
    void exponentialsAreThoseOfTheLibrary() {
        for (double x = 0; x > -79.9; x -= 0.00173) {
            double expected = Math.exp((float) x);
            assertEquals(expected, Logits.exp((float) x), expected * 1e-9);
        }
        assertEquals(1, Logits.exp(0));
        assertEquals(0, Logits.exp(Float.NEGATIVE_INFINITY));
        assertEquals(Double.NaN, Logits.exp(Float.NaN));
    }

    @Test
    void logSoftmaxIsTheFormula() {
        for (int size : new int[] {1, 2, 7, 1000}) {
            float[] row = random(size, size);
            double sum = 0;
            for (float x : row) {
                sum += Math.exp(x);
            }
            float[] logs = row.clone();
            Logits.logSoftmax(logs);
            float[] probabilities = row.clone();
            Logits.softmax(probabilities);
            for (int i = 0; i < size; i++) {
                assertEquals(row[i] - Math.log(sum), logs[i], 2e-6 * Math.max(1, Math.abs(logs[i])));
                assertEquals(Math.exp(row[i]) / sum, probabilities[i], 1e-6);
            }
        }
    }

    @Test
    void theTopIsWhatASortGives() {
        for (int size : new int[] {1, 5, 100, 1001}) {
            float[] row = random(size, 3 + size);
            row[size / 2] = row[0]; // a tie
            int[] sorted = IntStream.range(0, size)
                    .boxed()
                    .sorted((a, b) -> Float.compare(row[b], row[a]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            for (int k : new int[] {1, 2, size / 2 + 1, size}) {
                assertArrayEquals(Arrays.copyOf(sorted, Math.min(k, size)), Logits.top(row, k));
                assertEquals(row[sorted[Math.min(k, size) - 1]], Logits.kthLargest(row, Math.min(k, size)));
            }
            assertEquals(sorted[0], Logits.argMax(row));
            assertEquals(row[sorted[0]], Logits.max(row));
        }
    }

    @Test
    void forbiddenTokensTakeNoPart() {
        float[] row = {Float.NEGATIVE_INFINITY, -1, Float.NEGATIVE_INFINITY, -1};
        assertArrayEquals(new int[] {1, 3}, Logits.top(row, 4));
        Logits.softmax(row);
        assertArrayEquals(new float[] {0, 0.5f, 0, 0.5f}, row);
    }
}
