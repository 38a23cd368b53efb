package dev.polyhead.cli;

import static dev.polyhead.cli.BenchSettings.rounded;

import dev.polyhead.clip.SearchTrial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench search}: the index of embeddings, alone and while it is written to. */
@Command(
        name = "search",
        description =
                "Times the index of embeddings on made-up vectors: share of the nearest found (recall), milliseconds"
                        + " alone and beside indexing, over everything and under a filter, filling, opening, memory.",
        mixinStandardHelpOptions = true)
final class BenchSearchCommand implements Callable<Integer> {
    /** How the vectors lie. */
    enum Shape {
        /** About a thousand centres, as pictures' embeddings do. */
        CLUSTERED,
        /** Anywhere on the sphere, where the nearest are hardest to find. */
        EVEN
    }

    @Option(
            names = "--vectors",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Vectors in the index (default: ${DEFAULT-VALUE}).")
    private int vectors = 100_000;

    @Option(
            names = "--dimensions",
            paramLabel = "N",
            defaultValue = "512",
            description = "Numbers of a vector (default: ${DEFAULT-VALUE}).")
    private int dimensions = 512;

    @Option(
            names = "--queries",
            paramLabel = "N",
            defaultValue = "500",
            description = "Queries of each kind (default: ${DEFAULT-VALUE}).")
    private int queries = 500;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many of the nearest are wanted (default: ${DEFAULT-VALUE}).")
    private int count = 10;

    @Option(
            names = "--kept-one-in",
            paramLabel = "N",
            defaultValue = "100",
            description = "The filter keeps one vector in so many (default: ${DEFAULT-VALUE}).")
    private int keptOneIn = 100;

    @Option(
            names = "--shape",
            paramLabel = "clustered|even",
            defaultValue = "clustered",
            description = "How vectors and queries lie; 'even' is the hardest case (default: ${DEFAULT-VALUE}).")
    private Shape shape = Shape.CLUSTERED;

    @Option(
            names = "--writes",
            paramLabel = "N",
            defaultValue = "2000",
            description =
                    "Vectors a second that are written beside the queries (default: ${DEFAULT-VALUE}, several times"
                            + " what an import of pictures writes).")
    private int writes = 2_000;

    @Mixin
    private BenchSettings bench = new BenchSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        SearchTrial.Plan plan;
        try {
            plan = new SearchTrial.Plan(
                    vectors,
                    dimensions,
                    queries,
                    count,
                    keptOneIn,
                    shape == Shape.CLUSTERED,
                    writes,
                    bench.warmUp(),
                    bench.repeat());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        OptionalLong before = MachineMemory.resident();
        MachineMemory.forgetPeak();
        Path folder = Files.createTempDirectory("polyhead-search");
        try {
            report(plan, new SearchTrial(plan, folder).run(), before);
        } finally {
            Scratch.delete(folder);
        }
        return 0;
    }

    private void report(SearchTrial.Plan plan, SearchTrial.Report found, OptionalLong before) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("peer", "polyhead");
        line.put("task", "search");
        line.put("vectors", plan.vectors());
        line.put("dimensions", plan.dimensions());
        line.put("shape", shape.name().toLowerCase(Locale.ROOT));
        line.put("queries", plan.queries());
        line.put("kept_one_in", plan.keptOneIn());
        put(line, "all", plan, found.all());
        put(line, "filtered", plan, found.filtered());
        put(line, "all_beside_indexing", plan, found.allBeside());
        put(line, "filtered_beside_indexing", plan, found.filteredBeside());
        line.put("written_beside_per_second", rounded(found.besidePerSecond()));
        line.put("filled_per_second", rounded(plan.vectors() / found.fillSeconds()));
        line.put("open_seconds", rounded(found.openSeconds()));
        line.put("index_memory_mb", BenchSettings.megabytes(found.memoryBytes()));
        line.put("index_disk_mb", BenchSettings.megabytes(found.diskBytes()));
        BenchSettings.put(line, "resident_before_mb", before);
        BenchSettings.put(line, "resident_after_mb", MachineMemory.resident());
        BenchSettings.put(line, "peak_memory_mb", MachineMemory.peak());
        line.put("machine", BenchSettings.machine());
        bench.report(line);
    }

    private static void put(Map<String, Object> line, String name, SearchTrial.Plan plan, SearchTrial.Answers answers) {
        Timing timing = new Timing(answers.seconds());
        line.put(name + "_recall_at_" + plan.count(), rounded(answers.recall()));
        line.put(name + "_p50_ms", rounded(1000 * timing.percentile(50)));
        line.put(name + "_p95_ms", rounded(1000 * timing.percentile(95)));
    }
}
