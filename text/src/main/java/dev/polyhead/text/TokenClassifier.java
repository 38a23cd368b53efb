package dev.polyhead.text;

import dev.polyhead.core.model.Scores;
import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.text.tokenizer.EncodeOptions;
import dev.polyhead.text.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Labels for the words of a text: names of people, parts of speech. Safe for concurrent use. */
public final class TokenClassifier {
    private final TextModel text;

    /** How tokens become words and words become entities; the reference library's strategies. */
    public enum Aggregation {
        /** Every token for itself. */
        NONE,
        /** Neighbouring tokens of one entity together, words may fall apart. */
        SIMPLE,
        /** A word has the label of its first token. */
        FIRST,
        /** A word has the label with the highest mean score. */
        AVERAGE,
        /** A word has the label of its surest token. */
        MAX
    }

    /**
     * A token, word or group of words with its label.
     *
     * @param label without the prefix {@code B-} or {@code I-} where tokens were grouped
     * @param score its probability, the mean over the group
     * @param index place of the (first) token, frame included
     * @param word what it reads as
     * @param start where it begins in the text, in UTF-16 units
     * @param end where it ends, exclusive
     */
    public record Entity(String label, double score, int index, String word, int start, int end) {}

    /** @throws UnsuitableModelException if the model labels no words */
    public TokenClassifier(TextModel text) {
        text.require(text.has(dev.polyhead.core.transformer.TokenClassifier.class), TextTask.TOKEN_CLASSIFICATION);
        this.text = text;
    }

    /**
     * The entities of a text, in order.
     *
     * @param input a text of any length: past the model's length it is read in windows that overlap by a quarter
     * @param ignored labels to leave out, usually {@code O}
     */
    public List<Entity> classify(String input, Aggregation aggregation, Set<String> ignored) {
        return classify(input, aggregation, ignored, text.maxLength() / 4);
    }

    /**
     * The entities of a text, in order.
     *
     * @param stride tokens that neighbouring windows of a long text share
     */
    public List<Entity> classify(String input, Aggregation aggregation, Set<String> ignored, int stride) {
        int limit = text.maxLength();
        EncodeOptions options = limit == Integer.MAX_VALUE
                ? EncodeOptions.defaults()
                : EncodeOptions.defaults().withMaxLength(limit).withWindows(stride);
        Encoding first = text.tokenizer().encode(input, options);
        List<Encoding> windows = new ArrayList<>(List.of(first));
        windows.addAll(first.overflow());
        List<Entity> entities = new ArrayList<>();
        new Batches(text, Batches.GlobalTokens.NONE).run(windows, Set.of("logits"), (items, outputs) -> {
            for (int row = 0; row < items.size(); row++) {
                Encoding window = windows.get(items.get(row));
                double[][] scores = scores(outputs.get("logits"), row);
                List<String> labels = Labels.of(text.config(), scores[0].length);
                entities.addAll(new Entities(text.tokenizer(), labels, input, window, scores).grouped(aggregation));
            }
        });
        entities.removeIf(entity -> ignored.contains(entity.label()));
        return windows.size() == 1 ? entities : withoutDoubles(entities);
    }

    /** Probabilities {@code [token][label]} of one row of logits {@code [batch, seq, label]}. */
    private static double[][] scores(Tensor logits, int row) {
        int length = logits.dimension(1);
        int labels = logits.dimension(2);
        double[][] scores = new double[length][];
        for (int token = 0; token < length; token++) {
            float[] values = new float[labels];
            logits.floatBuffer().position((row * length + token) * labels).get(values);
            scores[token] = Scores.softmax(values);
        }
        return scores;
    }

    /** Where windows overlap an entity is found twice: the longer one stays, of equally long ones the surer. */
    private static List<Entity> withoutDoubles(List<Entity> entities) {
        List<Entity> sorted = new ArrayList<>(entities);
        sorted.sort(Comparator.comparingInt(Entity::start));
        List<Entity> kept = new ArrayList<>();
        for (Entity entity : sorted) {
            Entity last = kept.isEmpty() ? null : kept.get(kept.size() - 1);
            if (last == null || entity.start() >= last.end()) {
                kept.add(entity);
                continue;
            }
            int[] lengths = {last.end() - last.start(), entity.end() - entity.start()};
            if (lengths[1] > lengths[0] || (lengths[1] == lengths[0] && entity.score() > last.score())) {
                kept.set(kept.size() - 1, entity);
            }
        }
        return kept;
    }
}
