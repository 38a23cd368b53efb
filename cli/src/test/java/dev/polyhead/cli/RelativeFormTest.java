package dev.polyhead.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.runtime.Session;
import dev.polyhead.core.runtime.SessionOptions;
import dev.polyhead.core.tensor.Tensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RelativeFormTest {
    private static final int LENGTH = 19;
    private static final int HEADS = 3;

    /** Of float32 sums of {@value AttentionForm#HEAD} terms. */
    private static final float TOLERANCE = 1e-4f;

    @Test
    void skewingGivesTheNumbersOfAVectorForEveryPair() throws IOException {
        assertArrayEquals(mixed(new RelativeForm(false)), mixed(new RelativeForm(true)), TOLERANCE);
    }

    @Test
    void theNaiveFormIsExpectedToTakeAHeadsSizeMore() {
        long skewed = new RelativeForm(true).estimate(2048, HEADS);
        assertTrue(new RelativeForm(false).estimate(2048, HEADS) > 10 * skewed);
    }

    private static float[] mixed(RelativeForm form) throws IOException {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        SplittableRandom random = new SplittableRandom(5);
        for (String name : List.of("query", "key", "value")) {
            float[] numbers = new float[LENGTH * HEADS * AttentionForm.HEAD];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) random.nextDouble(-1, 1);
            }
            inputs.put(name, Tensor.of(numbers, 1, LENGTH, HEADS * AttentionForm.HEAD));
        }
        try (Session session = Session.open(
                form.graph(LENGTH, HEADS), SessionOptions.defaults().withThreads(1))) {
            return session.run(inputs).values().iterator().next().floats();
        }
    }
}
