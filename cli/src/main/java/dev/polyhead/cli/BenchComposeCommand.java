package dev.polyhead.cli;

import static dev.polyhead.cli.BenchSettings.rounded;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.model.Model;
import dev.polyhead.music.ComposeOptions;
import dev.polyhead.music.Composer;
import dev.polyhead.music.Composition;
import dev.polyhead.music.CompositionListener;
import dev.polyhead.music.PlayingRules;
import dev.polyhead.music.Primer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench compose}: a piece written, timed. */
@Command(
        name = "compose",
        description = "Times the writing of a piece: events a second, faster than it sounds by what factor, memory.",
        mixinStandardHelpOptions = true)
final class BenchComposeCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            paramLabel = "FOLDER|ID",
            defaultValue = "music-tiny",
            description = "A checkpoint folder, or the id of a model that is here (default: ${DEFAULT-VALUE}).")
    private String model = "music-tiny";

    @Option(names = "--model-dir", paramLabel = "FOLDER", description = "Further folders to look for models in.")
    private List<Path> modelFolders = List.of();

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Events to write, 1 to 20000 (default: ${DEFAULT-VALUE}).")
    private int events = 1000;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "0 (always the likeliest, as peers do) to 5 (default: the checkpoint's).")
    private @Nullable Double temperature;

    @Mixin
    private ModelSettings settings = new ModelSettings();

    @Mixin
    private BenchSettings bench = new BenchSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        ComposeOptions options = options();
        int repeat = bench.repeat();
        int warmUp = bench.warmUp();
        OptionalLong before = MachineMemory.resident();
        long begun = System.nanoTime();
        try (Model loaded = Model.open(LocalModels.folder(model, modelFolders), settings.options())) {
            Composer composer = Composer.of(loaded);
            piece(composer, new ComposeOptions(null, 1, null, null, null, 1L, 1, PlayingRules.DEFAULT));
            double coldStart = (System.nanoTime() - begun) / 1e9;
            MachineMemory.forgetPeak();
            Composition[] written = new Composition[1];
            Timing timing = Timing.of(warmUp, repeat, () -> written[0] = piece(composer, options));
            report(loaded, composer, written[0], timing, coldStart, before);
        }
        return 0;
    }

    private ComposeOptions options() {
        try {
            return new ComposeOptions(null, events, temperature, null, null, 1L, 1, PlayingRules.DEFAULT);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static Composition piece(Composer composer, ComposeOptions options) {
        return composer.compose(Primer.none(), options, CompositionListener.NONE, new Cancellation())
                .get(0);
    }

    private void report(
            Model loaded, Composer composer, Composition piece, Timing timing, double coldStart, OptionalLong before) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("peer", "polyhead");
        line.put("task", "compose");
        line.put("model", String.valueOf(loaded.folder().getFileName()));
        line.put("temperature", temperature == null ? composer.temperature() : temperature);
        line.put("precision", loaded.precision().name().toLowerCase(Locale.ROOT));
        line.put("threads", settings.threads);
        line.put("seconds", rounded(timing.median()));
        line.put("all", timing.seconds().stream().map(BenchSettings::rounded).toList());
        line.put("events", piece.events());
        line.put("events_per_second", rounded(piece.events() / timing.median()));
        line.put("music_seconds", rounded(piece.seconds()));
        line.put("times_real_time", rounded(piece.seconds() / timing.median()));
        line.put("cold_start_seconds", rounded(coldStart));
        BenchSettings.put(line, "resident_before_mb", before);
        BenchSettings.put(line, "resident_after_mb", MachineMemory.resident());
        BenchSettings.put(line, "peak_memory_mb", MachineMemory.peak());
        line.put("model_mb", BenchSettings.megabytes(loaded.bytes()));
        line.put("machine", BenchSettings.machine());
        bench.report(line);
    }
}
