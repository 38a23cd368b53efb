package dev.polyhead.text;

import dev.polyhead.core.model.LabelScore;
import dev.polyhead.core.model.Scores;
import dev.polyhead.text.tokenizer.Truncation;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Labels of one's own for a text, by a model that was trained on entailment: does "This example is about sports." follow
 * from the text? Yin et al. 2019. Safe for concurrent use.
 */
public final class ZeroShotTextClassifier {
    /** The sentence a label is put into. */
    public static final String TEMPLATE = "This example is {}.";

    private final TextClassifier classifier;
    private final int entailment;
    private final int contradiction;

    /** @throws UnsuitableModelException if none of the model's labels speaks of entailment */
    public ZeroShotTextClassifier(TextModel text) {
        classifier = new TextClassifier(text);
        int count = text.config()
                .object("id2label")
                .map(names -> names.json().size())
                .orElse(0);
        List<String> labels = classifier.labels(count);
        entailment = IntStream.range(0, count)
                .filter(i -> labels.get(i).toLowerCase(Locale.ROOT).startsWith("entail"))
                .findFirst()
                .orElseThrow(() -> new UnsuitableModelException(
                        ("'%s' has the labels %s, none of which is 'entailment', so it cannot judge labels of one's own."
                                        + " Choose a model trained on natural language inference (MNLI).")
                                .formatted(text.model().folder().getFileName(), labels)));
        contradiction = entailment == 0 ? count - 1 : 0;
    }

    /**
     * How well each label fits, best first.
     *
     * @param input the text
     * @param labels what it may be about
     * @param template the sentence a label is put into in place of {@code {}}
     * @param several whether more than one label may hold: each is then judged alone
     * @param truncate whether a text past the model's length may be cut
     */
    public List<LabelScore> classify(
            String input, List<String> labels, String template, boolean several, boolean truncate) {
        if (labels.isEmpty() || labels.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("There must be at least one label, and none of them empty: " + labels);
        }
        if (!template.contains("{}")) {
            throw new IllegalArgumentException(
                    "The hypothesis template '%s' has no place for the label. Put {} where it belongs."
                            .formatted(template));
        }
        List<TextClassifier.Input> pairs = labels.stream()
                .map(label -> new TextClassifier.Input(input, template.replace("{}", label)))
                .toList();
        List<float[]> logits = classifier.logits(pairs, Truncation.ONLY_FIRST, truncate);
        double[] scores = several || labels.size() == 1 ? each(logits) : against(logits);
        return LabelScore.best(labels, scores, scores.length);
    }

    /** Entailment against contradiction, label by label. */
    private double[] each(List<float[]> logits) {
        return logits.stream()
                .mapToDouble(row -> Scores.softmax(new float[] {row[contradiction], row[entailment]})[1])
                .toArray();
    }

    /** The labels against each other. */
    private double[] against(List<float[]> logits) {
        float[] entailments = new float[logits.size()];
        for (int i = 0; i < entailments.length; i++) {
            entailments[i] = logits.get(i)[entailment];
        }
        return Scores.softmax(entailments);
    }
}
