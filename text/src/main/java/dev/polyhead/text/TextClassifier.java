package dev.polyhead.text;

import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.model.LabelScore;
import dev.polyhead.core.model.Scores;
import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.core.transformer.SequenceClassifier;
import dev.polyhead.text.tokenizer.Encoding;
import dev.polyhead.text.tokenizer.Truncation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Labels for whole texts or pairs of texts: sentiment, topic, entailment. Safe for concurrent use. */
public final class TextClassifier {
    private final TextModel text;
    private final Activation activation;

    /** How scores are made of logits. */
    public enum Activation {
        /** The labels exclude each other. */
        SOFTMAX,
        /** Each label holds or not. */
        SIGMOID,
        /** The logits themselves, for a regression. */
        NONE
    }

    /**
     * A text, or a pair.
     *
     * @param text the text, or the first of the pair
     * @param pair the second; null for a single text
     */
    public record Input(String text, @Nullable String pair) {
        public Input(String text) {
            this(text, null);
        }
    }

    /** @throws UnsuitableModelException if the model labels no texts */
    public TextClassifier(TextModel text) {
        text.require(text.has(SequenceClassifier.class), TextTask.TEXT_CLASSIFICATION);
        this.text = text;
        this.activation = activationOf(text.config());
    }

    private static Activation activationOf(ConfigJson config) {
        return switch (config.text("problem_type", "")) {
            case "regression" -> Activation.NONE;
            case "multi_label_classification" -> Activation.SIGMOID;
            case "single_label_classification" -> Activation.SOFTMAX;
            default -> labelCount(config) == 1 ? Activation.SIGMOID : Activation.SOFTMAX;
        };
    }

    private static int labelCount(ConfigJson config) {
        return config.object("id2label")
                .map(names -> names.json().size())
                .orElseGet(() -> config.integer("num_labels", 2));
    }

    /** How the checkpoint wants its scores made ({@code problem_type}, number of labels). */
    public Activation activation() {
        return activation;
    }

    /** The labels for one text, best first. */
    public List<LabelScore> classify(String input, int topK, boolean truncate) {
        return classify(List.of(new Input(input)), topK, activation, truncate).get(0);
    }

    /**
     * The labels for each input, best first.
     *
     * @param topK most labels of one input
     * @param scored how scores are made; {@link #activation()} is what the checkpoint asks for
     * @param truncate whether a text past the model's length may be cut
     * @throws TooLongException if a text is longer and must not be cut
     */
    public List<List<LabelScore>> classify(List<Input> inputs, int topK, Activation scored, boolean truncate) {
        if (topK < 1) {
            throw new IllegalArgumentException("top_k is %d. Ask for at least 1 label.".formatted(topK));
        }
        List<List<LabelScore>> answers = new ArrayList<>();
        for (float[] logits : logits(inputs, Truncation.LONGEST_FIRST, truncate)) {
            double[] scores = switch (scored) {
                case SOFTMAX -> Scores.softmax(logits);
                case SIGMOID -> Scores.sigmoid(Scores.wide(logits));
                case NONE -> Scores.wide(logits);
            };
            List<String> labels = labels(logits.length);
            answers.add(LabelScore.best(labels, scores, topK));
        }
        return answers;
    }

    List<String> labels(int count) {
        return Labels.of(text.config(), count);
    }

    /** The logits {@code [label]} of each input. */
    List<float[]> logits(List<Input> inputs, Truncation way, boolean truncate) {
        List<Encoding> encodings = inputs.stream()
                .map(input -> text.encode(input.text(), input.pair(), text.maxLength(), truncate, way))
                .toList();
        List<float[]> logits = new ArrayList<>(Collections.nCopies(inputs.size(), new float[0]));
        new Batches(text, Batches.GlobalTokens.FIRST).run(encodings, Set.of("logits"), (items, outputs) -> {
            Tensor scores = outputs.get("logits"); // [batch, label]
            float[] all = scores.floats();
            int count = scores.dimension(1);
            for (int row = 0; row < items.size(); row++) {
                logits.set(items.get(row), Arrays.copyOfRange(all, row * count, (row + 1) * count));
            }
        });
        return logits;
    }
}
