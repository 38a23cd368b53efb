package dev.polyhead.cli;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.text.TextGenerator;
import dev.polyhead.text.TextListener;
import dev.polyhead.text.TextModel;
import dev.polyhead.text.Written;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code generate-text}: a text continued. */
@Command(
        name = "generate-text",
        description = "Continues a text with a causal model; prints while it writes.",
        mixinStandardHelpOptions = true)
final class GenerateTextCommand implements Callable<Integer> {
    @Mixin
    private TextSettings text = new TextSettings();

    @Mixin
    private WritingSettings writing = new WritingSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        String prompt = text.text();
        try (TextModel model = text.open(null)) {
            TextGenerator generator = new TextGenerator(model);
            boolean[] streamed = {false};
            TextListener listener = (answer, piece, tokens) -> {
                streamed[0] |= answer == 0 && !text.json;
                WritingSettings.printing(text, out).written(answer, piece, tokens);
            };
            List<Written> answers =
                    generator.complete(List.of(prompt), writing.options(text), listener, new Cancellation());
            WritingSettings.print(answers, streamed[0], text, out);
        }
        return 0;
    }
}
