package dev.polyhead.cli;

import static dev.polyhead.cli.BenchSettings.megabytes;
import static dev.polyhead.cli.BenchSettings.rounded;

import dev.polyhead.core.runtime.Session;
import dev.polyhead.core.runtime.SessionOptions;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;

/**
 * One form of attention at one length.
 *
 * @param form which
 * @param length tokens
 * @param seconds the run in the middle; NaN where it was left out
 * @param peak megabytes above what the process held before; empty where nobody tells
 * @param estimate bytes that were expected
 */
record AttentionCell(AttentionForm form, int length, double seconds, OptionalDouble peak, long estimate) {
    private static final double MEGABYTE = 1 << 20;

    static AttentionCell leftOut(AttentionForm form, int length, long estimate) {
        return new AttentionCell(form, length, Double.NaN, OptionalDouble.empty(), estimate);
    }

    /** Measures in this process, which should have done nothing else before. */
    static AttentionCell measure(AttentionForm form, int length, int heads, int threads, int warmUp, int repeat)
            throws Exception {
        Map<String, Tensor> inputs = inputs(length, heads);
        try (Session session = Session.open(
                form.graph(length, heads), SessionOptions.defaults().withThreads(threads))) {
            boolean watched = MachineMemory.forgetPeak();
            OptionalLong before = MachineMemory.resident();
            session.run(inputs);
            OptionalLong peak = watched ? MachineMemory.peak() : OptionalLong.empty();
            OptionalDouble taken = before.isPresent() && peak.isPresent()
                    ? OptionalDouble.of(Math.max(0, peak.getAsLong() - before.getAsLong()) / MEGABYTE)
                    : OptionalDouble.empty();
            Timing timing = Timing.of(Math.max(0, warmUp - 1), repeat, () -> session.run(inputs));
            return new AttentionCell(form, length, timing.median(), taken, form.estimate(length, heads));
        }
    }

    private static Map<String, Tensor> inputs(int length, int heads) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        SplittableRandom random = new SplittableRandom(length);
        int count = Math.multiplyExact(length, heads * AttentionForm.HEAD);
        for (String name : List.of("query", "key", "value")) {
            ByteBuffer numbers = ByteBuffer.allocateDirect(Math.multiplyExact(count, Float.BYTES))
                    .order(ByteOrder.nativeOrder());
            for (int i = 0; i < count; i++) {
                numbers.putFloat(i * Float.BYTES, (float) random.nextDouble(-1, 1));
            }
            inputs.put(name, Tensor.wrap(ElementType.F32, numbers, 1, length, (long) heads * AttentionForm.HEAD));
        }
        return inputs;
    }

    boolean isLeftOut() {
        return Double.isNaN(seconds);
    }

    /** As a line of JSON holds it. */
    Map<String, Object> line(int heads, int threads) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("peer", "polyhead");
        line.put("task", "attention");
        line.put("form", form.name());
        line.put("length", length);
        line.put("heads", heads);
        line.put("head", AttentionForm.HEAD);
        line.put("threads", threads);
        if (isLeftOut()) {
            line.put("left_out", true);
            line.put("estimated_mb", megabytes(estimate));
        } else {
            line.put("seconds", rounded(seconds));
            peak.ifPresent(taken -> line.put("peak_memory_mb", rounded(taken)));
        }
        return line;
    }

    /** What another process wrote as {@link #line}. */
    static AttentionCell of(AttentionForm form, int length, int heads, JsonNode line) {
        JsonNode peak = line.path("peak_memory_mb");
        return new AttentionCell(
                form,
                length,
                line.path("seconds").asDouble(Double.NaN),
                peak.isNumber() ? OptionalDouble.of(peak.asDouble()) : OptionalDouble.empty(),
                form.estimate(length, heads));
    }
}
