package dev.polyhead.cli;

import dev.polyhead.text.MaskFiller;
import dev.polyhead.text.TextModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code fill-mask}: words for the gaps of a text. */
@Command(
        name = "fill-mask",
        description = "Finds words for each mask of a text ([MASK], or what the model calls it).",
        mixinStandardHelpOptions = true)
final class FillMaskCommand implements Callable<Integer> {
    @Mixin
    private TextSettings text = new TextSettings();

    @Option(names = "--top-k", paramLabel = "N", description = "Most words for one mask.", defaultValue = "5")
    private int topK = 5;

    @Option(names = "--targets", split = ",", paramLabel = "WORD", description = "Words to choose from.")
    private List<String> targets = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (TextModel model = text.open(null)) {
            List<List<MaskFiller.Fill>> masks = new MaskFiller(model).fill(text.text(), topK, targets, text.truncate);
            if (text.json) {
                out.println(JsonMapper.shared().writeValueAsString(masks));
            } else {
                for (List<MaskFiller.Fill> fills : masks) {
                    fills.forEach(fill ->
                            out.printf(Locale.ROOT, "%6.3f  %-16s %s%n", fill.score(), fill.word(), fill.sequence()));
                }
            }
        }
        out.flush();
        return 0;
    }
}
