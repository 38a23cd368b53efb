package dev.polyhead.cli;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.text.Rewriter;
import dev.polyhead.text.TextListener;
import dev.polyhead.text.TextModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code translate}: a text in another language. */
@Command(
        name = "translate",
        description = "Says a text in another language, with Marian, T5 or mBART.",
        mixinStandardHelpOptions = true)
final class TranslateCommand implements Callable<Integer> {
    @Mixin
    private TextSettings text = new TextSettings();

    @Mixin
    private WritingSettings writing = new WritingSettings();

    @Option(names = "--from", paramLabel = "CODE", description = "Language of the text, where the model knows several.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "CODE", description = "Language wanted, where the model knows several.")
    private @Nullable String to;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        String input = text.text();
        try (TextModel model = text.open(null)) {
            Rewriter rewriter = new Rewriter(model);
            WritingSettings.print(
                    rewriter.translate(input, from, to, writing.options(text), TextListener.NONE, new Cancellation()),
                    false,
                    text,
                    out);
        }
        return 0;
    }
}
