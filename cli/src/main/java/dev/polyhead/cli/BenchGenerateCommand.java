package dev.polyhead.cli;

import static dev.polyhead.cli.BenchSettings.rounded;

import dev.polyhead.text.TextGenerator;
import dev.polyhead.text.TextModel;
import dev.polyhead.text.WritingOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench generate}: a text continued token by token, timed. */
@Command(
        name = "generate",
        description = "Times greedy decoding of a causal language model: tokens a second, start, memory.",
        mixinStandardHelpOptions = true)
final class BenchGenerateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID|FOLDER", description = "A causal model that is here, or its folder.")
    private String model = "";

    @Option(names = "--model-dir", paramLabel = "FOLDER", description = "Further folders to look for models in.")
    private List<Path> modelFolders = List.of();

    @Option(
            names = "--prompt",
            paramLabel = "TEXT",
            defaultValue = "The history of the railway begins",
            description = "What is continued (default: \"${DEFAULT-VALUE}\").")
    private String prompt = "";

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "128",
            description = "Tokens written (default: ${DEFAULT-VALUE}).")
    private int tokens = 128;

    @Mixin
    private ModelSettings settings = new ModelSettings();

    @Mixin
    private BenchSettings bench = new BenchSettings();

    @Override
    public Integer call() throws Exception {
        int repeat = bench.repeat();
        int warmUp = bench.warmUp();
        OptionalLong before = MachineMemory.resident();
        long begun = System.nanoTime();
        try (TextModel text = TextModel.open(LocalModels.folder(model, modelFolders), settings.options())) {
            TextGenerator generator = new TextGenerator(text);
            write(generator, 1);
            double coldStart = (System.nanoTime() - begun) / 1e9;
            MachineMemory.forgetPeak();
            report(text, Timing.of(warmUp, repeat, () -> write(generator, tokens)), coldStart, before);
        }
        return 0;
    }

    private void write(TextGenerator generator, int count) {
        generator.complete(
                prompt,
                WritingOptions.defaults()
                        .adjusted(config ->
                                config.withGreedy().withMinNewTokens(count).withMaxNewTokens(count)));
    }

    private void report(TextModel text, Timing timing, double coldStart, OptionalLong before) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("peer", "polyhead");
        line.put("task", "generate");
        line.put("model", String.valueOf(text.model().folder().getFileName()));
        line.put("precision", text.model().precision().name().toLowerCase(Locale.ROOT));
        line.put("threads", settings.threads);
        line.put("seconds", rounded(timing.median()));
        line.put("all", timing.seconds().stream().map(BenchSettings::rounded).toList());
        line.put("tokens", tokens);
        line.put("tokens_per_second", rounded(tokens / timing.median()));
        line.put("cold_start_seconds", rounded(coldStart));
        BenchSettings.put(line, "resident_before_mb", before);
        BenchSettings.put(line, "resident_after_mb", MachineMemory.resident());
        BenchSettings.put(line, "peak_memory_mb", MachineMemory.peak());
        line.put("model_mb", BenchSettings.megabytes(text.model().bytes()));
        line.put("machine", BenchSettings.machine());
        bench.report(line);
    }
}
