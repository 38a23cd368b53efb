package dev.polyhead.cli;

import static dev.polyhead.cli.BenchSettings.rounded;

import dev.polyhead.core.model.Model;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** What every measurement of a model says in the same words: who, what, how long, from what start, in how much memory. */
final class BenchLine {
    private final OptionalLong residentBefore = MachineMemory.resident();
    private final long begun = System.nanoTime();
    private final Map<String, Object> line = new LinkedHashMap<>();
    private double coldStart;

    private BenchLine(String task) {
        line.put("peer", "polyhead");
        line.put("task", task);
    }

    /** Begins before anything is loaded. */
    static BenchLine begin(String task) {
        return new BenchLine(task);
    }

    /** The model has answered for the first time; from here on the peak of memory counts. */
    void started() {
        coldStart = (System.nanoTime() - begun) / 1e9;
        MachineMemory.forgetPeak();
    }

    BenchLine model(Model model) {
        return put("model", String.valueOf(model.folder().getFileName()));
    }

    BenchLine times(Model model, int threads, Timing timing) {
        put("precision", model.precision().name().toLowerCase(Locale.ROOT));
        put("threads", threads);
        put("seconds", rounded(timing.median()));
        return put("all", timing.seconds().stream().map(BenchSettings::rounded).toList());
    }

    BenchLine put(String name, Object value) {
        line.put(name, value);
        return this;
    }

    /** A count, and how many of them a second. */
    BenchLine count(String name, long count, Timing timing) {
        put(name, count);
        return put(name + "_per_second", rounded(count / timing.median()));
    }

    /** The whole, with start, memory and machine. */
    Map<String, Object> end(Model model) {
        put("cold_start_seconds", rounded(coldStart));
        BenchSettings.put(line, "resident_before_mb", residentBefore);
        BenchSettings.put(line, "resident_after_mb", MachineMemory.resident());
        BenchSettings.put(line, "peak_memory_mb", MachineMemory.peak());
        put("model_mb", BenchSettings.megabytes(model.bytes()));
        put("machine", BenchSettings.machine());
        return line;
    }
}
