package dev.polyhead.cli;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.text.Rewriter;
import dev.polyhead.text.TextListener;
import dev.polyhead.text.TextModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code summarize}: a text in fewer words. */
@Command(
        name = "summarize",
        description = "Says a text in fewer words, with T5, BART or their like.",
        mixinStandardHelpOptions = true)
final class SummarizeCommand implements Callable<Integer> {
    @Mixin
    private TextSettings text = new TextSettings();

    @Mixin
    private WritingSettings writing = new WritingSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        String input = text.text();
        try (TextModel model = text.open(null)) {
            Rewriter rewriter = new Rewriter(model);
            WritingSettings.print(
                    rewriter.summarize(input, writing.options(text), TextListener.NONE, new Cancellation()),
                    false,
                    text,
                    out);
        }
        return 0;
    }
}
