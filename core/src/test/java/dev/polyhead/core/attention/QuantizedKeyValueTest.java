package dev.polyhead.core.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.runtime.Session;
import dev.polyhead.core.runtime.SessionOptions;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Keys and values in integers against sums in double. */
class QuantizedKeyValueTest {
    private static final int ITEMS = 3;
    private static final int HEADS = 2;
    private static final int QUERIES = 2;
    private static final int SOURCE = 50;
    private static final int SIZE = 8;

    /** Half a step of a channel whose largest is about 3 is 0.012; eight of them, and the query's own, add up at random. */
    private static final double SCORE_TOLERANCE = 0.12;

    /** Errors of half a step or less, weighed with what sums up to one. */
    private static final double MIX_TOLERANCE = 0.014;

    private final float[] key = new float[ITEMS * HEADS * SIZE * SOURCE];
    private final float[] value = new float[ITEMS * HEADS * SOURCE * SIZE];
    private final float[] query = new float[ITEMS * HEADS * QUERIES * SIZE];
    private final float[] weights = new float[ITEMS * HEADS * QUERIES * SOURCE];

    QuantizedKeyValueTest() {
        Random random = new Random(11);
        for (float[] numbers : new float[][] {key, value, query}) {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) random.nextGaussian();
            }
        }
        for (int row = 0; row < weights.length / SOURCE; row++) {
            double sum = 0;
            for (int i = 0; i < SOURCE; i++) {
                weights[row * SOURCE + i] = (float) Math.exp(2 * random.nextGaussian());
                sum += weights[row * SOURCE + i];
            }
            for (int i = 0; i < SOURCE; i++) {
                weights[row * SOURCE + i] /= (float) sum;
            }
        }
        Arrays.fill(key, 0, SOURCE, 0); // a channel of nothing
    }

    @Test
    void scoresAreTheProductsOfQueriesAndKeys() {
        float[] scores = run(ITEMS, 0, query, SIZE, QuantizedKeyValue::scores);
        double worst = 0;
        for (int head = 0; head < ITEMS * HEADS; head++) {
            for (int q = 0; q < QUERIES; q++) {
                for (int s = 0; s < SOURCE; s++) {
                    double sum = 0;
                    for (int d = 0; d < SIZE; d++) {
                        sum += (double) query[(head * QUERIES + q) * SIZE + d] * key[(head * SIZE + d) * SOURCE + s];
                    }
                    worst = Math.max(worst, Math.abs(sum - scores[(head * QUERIES + q) * SOURCE + s]));
                }
            }
        }
        assertTrue(worst < SCORE_TOLERANCE, "scores are off by " + worst);
    }

    @Test
    void valuesAreMixedByTheirWeights() {
        float[] mixed = run(ITEMS, 0, weights, SOURCE, QuantizedKeyValue::mix);
        double worst = 0;
        for (int head = 0; head < ITEMS * HEADS; head++) {
            for (int q = 0; q < QUERIES; q++) {
                for (int d = 0; d < SIZE; d++) {
                    double sum = 0;
                    for (int s = 0; s < SOURCE; s++) {
                        sum += (double) weights[(head * QUERIES + q) * SOURCE + s]
                                * value[(head * SOURCE + s) * SIZE + d];
                    }
                    worst = Math.max(worst, Math.abs(sum - mixed[(head * QUERIES + q) * SIZE + d]));
                }
            }
        }
        assertTrue(worst < MIX_TOLERANCE, "mixtures are off by " + worst);
    }

    @Test
    void anItemAloneGivesWhatItGivesInABatch() {
        float[] scores = run(ITEMS, 0, query, SIZE, QuantizedKeyValue::scores);
        float[] mixed = run(ITEMS, 0, weights, SOURCE, QuantizedKeyValue::mix);
        for (int item = 0; item < ITEMS; item++) {
            assertArrayEquals(part(scores, item), run(1, item, query, SIZE, QuantizedKeyValue::scores));
            assertArrayEquals(part(mixed, item), run(1, item, weights, SOURCE, QuantizedKeyValue::mix));
        }
    }

    private interface Reading {
        Value of(QuantizedKeyValue source, GraphBuilder g, Value rows);
    }

    private float[] run(int items, int first, float[] rows, int width, Reading reading) {
        GraphBuilder g = new GraphBuilder();
        BiFunction<String, Integer, Value> input =
                (name, last) -> g.input(name, ElementType.F32, "items", HEADS, name + " rows", last);
        QuantizedKeyValue source =
                QuantizedKeyValue.of(g, new KeyValue(input.apply("key", SOURCE), input.apply("value", SIZE)));
        g.output("out", ElementType.F32, reading.of(source, g, input.apply("rows", width)));
        try (Session session = Session.open(g.build(), SessionOptions.defaults().withThreads(1))) {
            Tensor out = session.run(Map.of(
                            "key", Tensor.of(some(key, items, first), items, HEADS, SIZE, SOURCE),
                            "value", Tensor.of(some(value, items, first), items, HEADS, SOURCE, SIZE),
                            "rows", Tensor.of(some(rows, items, first), items, HEADS, QUERIES, width)))
                    .get("out");
            return Objects.requireNonNull(out).floats();
        }
    }

    private static float[] some(float[] all, int items, int first) {
        int item = all.length / ITEMS;
        return Arrays.copyOfRange(all, first * item, (first + items) * item);
    }

    private static float[] part(float[] all, int item) {
        return some(all, 1, item);
    }
}
