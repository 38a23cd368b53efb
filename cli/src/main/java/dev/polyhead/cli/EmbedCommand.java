package dev.polyhead.cli;

import dev.polyhead.text.TextEmbedder;
import dev.polyhead.text.TextModel;
import dev.polyhead.text.tokenizer.EncodeOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code embed}: texts to vectors, or how close they are to each other. */
@Command(
        name = "embed",
        description = {
            "Turns texts into vectors, one JSON line each; arguments, or lines of a file or the input.",
            "With --compare it prints how close every two texts are, with --json too as one object."
        },
        mixinStandardHelpOptions = true)
final class EmbedCommand implements Callable<Integer> {
    private static final String USUAL = "all-MiniLM-L6-v2";

    @Mixin
    private TextSettings text = new TextSettings();

    @Option(names = "--compare", description = "Print the cosine of every two texts instead of the vectors.")
    private boolean compare;

    @Option(names = "--prompt-name", paramLabel = "NAME", description = "One of the model's own prompts.")
    private @Nullable String prompt;

    @Option(names = "--dimensions", paramLabel = "N", description = "Keep so many leading numbers.", defaultValue = "0")
    private int dimensions;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        List<String> texts = text.several();
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("There is no text. Give some as arguments, in --file or on the input.");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (TextModel model = text.open(USUAL)) {
            List<float[]> vectors = new TextEmbedder(model)
                    .embed(texts, new TextEmbedder.Options(prompt, text.truncate, EncodeOptions.Side.RIGHT, dimensions))
                    .vectors();
            if (compare && text.json) {
                out.println(
                        JsonMapper.shared().writeValueAsString(Map.of("texts", texts, "cosines", cosines(vectors))));
            } else if (compare) {
                printMatrix(texts, cosines(vectors), out);
            } else {
                for (int i = 0; i < texts.size(); i++) {
                    Map<String, Object> line = new LinkedHashMap<>();
                    line.put("text", texts.get(i));
                    line.put("embedding", vectors.get(i));
                    out.println(JsonMapper.shared().writeValueAsString(line));
                }
            }
        }
        out.flush();
        return 0;
    }

    private static List<List<Double>> cosines(List<float[]> vectors) {
        return vectors.stream()
                .map(vector -> vectors.stream()
                        .map(other -> TextEmbedder.cosine(vector, other))
                        .toList())
                .toList();
    }

    private static void printMatrix(List<String> texts, List<List<Double>> cosines, PrintWriter out) {
        for (int y = 0; y < texts.size(); y++) {
            StringBuilder row = new StringBuilder();
            for (double cosine : cosines.get(y)) {
                row.append(String.format(Locale.ROOT, "%6.3f ", cosine));
            }
            out.println(row + " " + texts.get(y));
        }
    }
}
