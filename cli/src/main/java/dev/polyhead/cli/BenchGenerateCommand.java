package dev.polyhead.cli;

import dev.polyhead.text.TextGenerator;
import dev.polyhead.text.TextModel;
import dev.polyhead.text.WritingOptions;
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

    @Mixin
    private ModelPlaces places = new ModelPlaces();

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
        BenchLine line = BenchLine.begin("generate");
        try (TextModel text = TextModel.open(LocalModels.folder(model, places.folders()), settings.options())) {
            TextGenerator generator = new TextGenerator(text);
            write(generator, 1);
            line.started();
            report(text, Timing.of(warmUp, repeat, () -> write(generator, tokens)), line);
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

    private void report(TextModel text, Timing timing, BenchLine line) {
        line.model(text.model());
        line.times(text.model(), settings.threads, timing);
        line.count("tokens", tokens, timing);
        bench.report(line.end(text.model()));
    }
}
