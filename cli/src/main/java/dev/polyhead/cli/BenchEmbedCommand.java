package dev.polyhead.cli;

import static dev.polyhead.cli.BenchSettings.rounded;

import dev.polyhead.text.TextEmbedder;
import dev.polyhead.text.TextModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench embed}: texts turned into vectors, timed. */
@Command(
        name = "embed",
        description = "Times sentence embeddings: texts and tokens a second, one text alone, start, memory.",
        mixinStandardHelpOptions = true)
final class BenchEmbedCommand implements Callable<Integer> {
    private static final int ALONE = 100;

    @Parameters(paramLabel = "TEXTS.txt", description = "A file with one text a line.")
    private Path file = Path.of("");

    @Option(
            names = "--model",
            paramLabel = "ID|FOLDER",
            defaultValue = "all-MiniLM-L6-v2",
            description = "A model that is here, or its folder (default: ${DEFAULT-VALUE}).")
    private String model = "all-MiniLM-L6-v2";

    @Mixin
    private ModelPlaces places = new ModelPlaces();

    @Mixin
    private ModelSettings settings = new ModelSettings();

    @Mixin
    private BenchSettings bench = new BenchSettings();

    @Override
    public Integer call() throws Exception {
        int repeat = bench.repeat();
        int warmUp = bench.warmUp();
        List<String> texts = texts();
        BenchLine line = BenchLine.begin("embed");
        try (TextModel text = TextModel.open(LocalModels.folder(model, places.folders()), settings.options())) {
            TextEmbedder embedder = new TextEmbedder(text);
            embedder.embed("first");
            line.started();
            long[] tokens = new long[1];
            Timing timing = Timing.of(warmUp, repeat, () -> tokens[0] = embedAll(embedder, texts));
            List<Double> alone = new ArrayList<>();
            for (String each : texts.subList(0, Math.min(ALONE, texts.size()))) {
                alone.add(Timing.once(() -> embedAll(embedder, List.of(each))));
            }
            report(text, texts.size(), tokens[0], timing, new Timing(alone), line);
        }
        return 0;
    }

    private List<String> texts() throws IOException {
        List<String> texts = Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank())
                .toList();
        if (texts.isEmpty()) {
            throw new IOException("'%s' holds no text. Give a file with one text a line.".formatted(file));
        }
        return texts;
    }

    private static long embedAll(TextEmbedder embedder, List<String> texts) {
        return embedder.embed(texts, TextEmbedder.Options.defaults().truncating())
                .tokens();
    }

    private void report(TextModel text, int texts, long tokens, Timing timing, Timing alone, BenchLine line) {
        line.model(text.model());
        line.times(text.model(), settings.threads, timing);
        line.count("texts", texts, timing);
        line.count("tokens", tokens, timing);
        line.put("one_text_p50_ms", rounded(1000 * alone.percentile(50)));
        line.put("one_text_p95_ms", rounded(1000 * alone.percentile(95)));
        bench.report(line.end(text.model()));
    }
}
