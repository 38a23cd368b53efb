package dev.polyhead.core.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.runtime.Session;
import dev.polyhead.core.runtime.SessionOptions;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Products with integers against sums in double. */
class QuantizedRowsTest {
    private static final int IN = 96;
    private static final int OUT = 40;
    private static final int ROWS = 5;

    private final byte[] matrix = new byte[IN * OUT];
    private final float[] scales = new float[OUT];
    private final float[] x = new float[ROWS * IN];

    QuantizedRowsTest() {
        Random random = new Random(7);
        random.nextBytes(matrix);
        for (int o = 0; o < OUT; o++) {
            scales[o] = 0.001f + 0.004f * random.nextFloat();
        }
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        for (int row = 0; row < ROWS; row++) {
            x[row * IN + 3] = 30; // a channel far above the others, as trained models have: the others get few steps
        }
        Arrays.fill(x, 0, IN, 0); // and a row of nothing
    }

    @Test
    void sixteenBitsLeaveAHundredthOfTheErrorOfEight() {
        double plain = worst(product(false, x));
        double fine = worst(product(true, x));
        assertTrue(plain > 0.1, "eight bits err by " + plain);
        assertTrue(fine < plain / 100, fine + " against " + plain);
    }

    @Test
    void aRowAloneGivesWhatItGivesInABatch() {
        for (boolean fine : new boolean[] {false, true}) {
            float[] together = product(fine, x);
            for (int row = 0; row < ROWS; row++) {
                assertArrayEquals(
                        Arrays.copyOfRange(together, row * OUT, (row + 1) * OUT),
                        product(fine, Arrays.copyOfRange(x, row * IN, (row + 1) * IN)));
            }
        }
    }

    @Test
    void theLargestProductsAreNotCutOff() {
        Arrays.fill(matrix, (byte) 127);
        Arrays.fill(x, 5);
        for (boolean fine : new boolean[] {false, true}) {
            assertTrue(worst(product(fine, x)) < 1e-3, "of sums of some thousand");
        }
    }

    private double worst(float[] product) {
        double worst = 0;
        for (int row = 0; row < ROWS; row++) {
            for (int o = 0; o < OUT; o++) {
                double sum = 0;
                for (int i = 0; i < IN; i++) {
                    sum += (double) x[row * IN + i] * matrix[i * OUT + o] * scales[o];
                }
                worst = Math.max(worst, Math.abs(sum - product[row * OUT + o]));
            }
        }
        return worst;
    }

    private float[] product(boolean fine, float[] rows) {
        GraphBuilder g = new GraphBuilder();
        QuantizedRows quantized = QuantizedRows.of(g, g.input("x", ElementType.F32, "rows", IN));
        ByteBuffer bytes = ByteBuffer.allocateDirect(matrix.length)
                .order(ByteOrder.nativeOrder())
                .put(matrix)
                .flip();
        Value integers = QuantizedChannels.ofSigned(g, g.constant(Tensor.wrap(ElementType.I8, bytes, IN, OUT)));
        Value scale = g.constant(Tensor.of(scales, OUT));
        g.output(
                "out",
                ElementType.F32,
                fine ? quantized.finelyTimes(integers, scale) : quantized.times(integers, scale));
        try (Session session = Session.open(g.build(), SessionOptions.defaults().withThreads(1))) {
            Tensor out = session.run(Map.of("x", Tensor.of(rows, rows.length / IN, IN)))
                    .get("out");
            float[] result = new float[rows.length / IN * OUT];
            Objects.requireNonNull(out).floatBuffer().get(result);
            return result;
        }
    }
}
