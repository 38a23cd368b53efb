package dev.polyhead.cli;

import dev.polyhead.core.model.LabelScore;
import dev.polyhead.text.TextClassifier;
import dev.polyhead.text.TextModel;
import dev.polyhead.text.TextTask;
import dev.polyhead.text.TokenClassifier;
import dev.polyhead.text.ZeroShotTextClassifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code classify-text}: labels for a text, the model's or one's own, or for its words. */
@Command(
        name = "classify-text",
        description = {
            "Labels a text, or its words with a model for tokens.",
            "With --labels it judges labels of your own, with a model trained on entailment."
        },
        mixinStandardHelpOptions = true)
final class ClassifyTextCommand implements Callable<Integer> {
    @Mixin
    private TextSettings text = new TextSettings();

    @Option(names = "--labels", split = ",", paramLabel = "LABEL", description = "Labels of your own.")
    private List<String> labels = List.of();

    @Option(names = "--several", description = "More than one of your labels may hold.")
    private boolean several;

    @Option(
            names = "--template",
            paramLabel = "SENTENCE",
            description = "What your labels are put into (default: ${DEFAULT-VALUE}).",
            defaultValue = ZeroShotTextClassifier.TEMPLATE)
    private String template = ZeroShotTextClassifier.TEMPLATE;

    @Option(names = "--top-k", paramLabel = "N", description = "Most labels.", defaultValue = "5")
    private int topK = 5;

    @Option(
            names = "--aggregation",
            paramLabel = "none|simple|first|average|max",
            description = "How tokens become words (default: ${DEFAULT-VALUE}).",
            defaultValue = "simple")
    private TokenClassifier.Aggregation aggregation = TokenClassifier.Aggregation.SIMPLE;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        String input = text.text();
        try (TextModel model = text.open(null)) {
            if (model.task() == TextTask.TOKEN_CLASSIFICATION) {
                print(new TokenClassifier(model).classify(input, aggregation, Set.of("O")), out);
            } else if (labels.isEmpty()) {
                printLabels(new TextClassifier(model).classify(input, topK, text.truncate), out);
            } else {
                ZeroShotTextClassifier classifier = new ZeroShotTextClassifier(model);
                printLabels(classifier.classify(input, labels, template, several, text.truncate), out);
            }
        }
        out.flush();
        return 0;
    }

    private void printLabels(List<LabelScore> scores, PrintWriter out) {
        if (text.json) {
            out.println(JsonMapper.shared().writeValueAsString(scores));
        } else {
            scores.forEach(score -> out.printf(Locale.ROOT, "%6.3f  %s%n", score.score(), score.label()));
        }
    }

    private void print(List<TokenClassifier.Entity> entities, PrintWriter out) {
        if (text.json) {
            out.println(JsonMapper.shared().writeValueAsString(entities));
        } else {
            entities.forEach(entity -> out.printf(
                    Locale.ROOT,
                    "%6.3f  %-12s %d-%d  %s%n",
                    entity.score(),
                    entity.label(),
                    entity.start(),
                    entity.end(),
                    entity.word()));
        }
    }
}
