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
        double worst = worst(run(ITEMS, 0, query, SIZE, QuantizedKeyValue::scores), query, SIZE, key, SOURCE);
        assertTrue(worst < SCORE_TOLERANCE, "scores are off by " + worst);
    }

    @Test
    void valuesAreMixedByTheirWeights() {
        double worst = worst(run(ITEMS, 0, weights, SOURCE, QuantizedKeyValue::mix), weights, SOURCE, value, SIZE);
        assertTrue(worst < MIX_TOLERANCE, "mixtures are off by " + worst);
    }

    /** How far products are from {@code [QUERIES, inner]} times {@code [inner, outer]} of every head. */
    private static double worst(float[] products, float[] rows, int inner, float[] matrices, int outer) {
        double worst = 0;
        for (int row = 0; row < ITEMS * HEADS * QUERIES; row++) {
            int matrix = row / QUERIES * inner * outer;
            for (int o = 0; o < outer; o++) {
                double sum = 0;
                for (int i = 0; i < inner; i++) {
                    sum += (double) rows[row * inner + i] * matrices[matrix + i * outer + o];
                }
                worst = Math.max(worst, Math.abs(sum - products[row * outer + o]));
            }
        }
        return worst;
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
