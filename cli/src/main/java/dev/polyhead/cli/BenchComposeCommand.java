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

    @Mixin
    private ModelPlaces places = new ModelPlaces();

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
        BenchLine line = BenchLine.begin("compose");
        try (Model loaded = Model.open(LocalModels.folder(model, places.folders()), settings.options())) {
            Composer composer = Composer.of(loaded);
            piece(composer, new ComposeOptions(null, 1, null, null, null, 1L, 1, PlayingRules.DEFAULT));
            line.started();
            Composition[] written = new Composition[1];
            Timing timing = Timing.of(warmUp, repeat, () -> written[0] = piece(composer, options));
            report(loaded, composer, written[0], timing, line);
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

    private void report(Model loaded, Composer composer, Composition piece, Timing timing, BenchLine line) {
        line.model(loaded);
        line.put("temperature", temperature == null ? composer.temperature() : temperature);
        line.times(loaded, settings.threads, timing);
        line.count("events", piece.events(), timing);
        line.put("music_seconds", rounded(piece.seconds()));
        line.put("times_real_time", rounded(piece.seconds() / timing.median()));
        bench.report(line.end(loaded));
    }
}
