package dev.polyhead.text;

import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.text.tokenizer.EncodeOptions;
import dev.polyhead.text.tokenizer.Encoding;
import dev.polyhead.text.tokenizer.Tokenizer;
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
        int limit = text.maxLength();
        EncodeOptions options = limit == Integer.MAX_VALUE
                ? EncodeOptions.defaults()
                : EncodeOptions.defaults().withMaxLength(limit).withWindows(limit / 4);
        Encoding first = text.tokenizer().encode(input, options);
        List<Encoding> windows = new ArrayList<>(List.of(first));
        windows.addAll(first.overflow());
        List<Entity> entities = new ArrayList<>();
        new Batches(text, Batches.GlobalTokens.NONE).run(windows, Set.of("logits"), (items, outputs) -> {
            for (int row = 0; row < items.size(); row++) {
                Encoding window = windows.get(items.get(row));
                entities.addAll(grouped(pieces(input, window, outputs.get("logits"), row), aggregation));
            }
        });
        entities.removeIf(entity -> ignored.contains(entity.label()));
        return windows.size() == 1 ? entities : withoutDoubles(entities);
    }

    /** A token with its scores. */
    private record Piece(int index, int token, double[] scores, int start, int end, boolean continues) {}

    private List<Piece> pieces(String input, Encoding encoding, Tensor logits, int row) {
        int labels = logits.dimension(2);
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < encoding.length(); i++) {
            if (encoding.isSpecial(i)) {
                continue;
            }
            float[] scores = new float[labels];
            logits.floatBuffer()
                    .position((row * encoding.length() + i) * labels)
                    .get(scores);
            int start = encoding.start(i);
            // Continued is what WordPiece marks, or else what has no space in front.
            String token = text.tokenizer().token(encoding.id(i));
            boolean continues = token.startsWith("##")
                    || (!isWordPiece()
                            && start > 0
                            && !input.substring(start - 1, Math.min(start + 1, input.length()))
                                    .contains(" "));
            pieces.add(new Piece(i, encoding.id(i), Scores.softmax(scores), start, encoding.end(i), continues));
        }
        return pieces;
    }

    private boolean isWordPiece() {
        return text.tokenizer().id("##s").isPresent();
    }

    private List<Entity> grouped(List<Piece> pieces, Aggregation aggregation) {
        List<Entity> single = new ArrayList<>();
        for (List<Piece> word : words(pieces, aggregation)) {
            single.add(entity(word, aggregation));
        }
        if (aggregation == Aggregation.NONE) {
            return single;
        }
        List<Entity> groups = new ArrayList<>();
        List<Entity> group = new ArrayList<>();
        for (Entity entity : single) {
            boolean joins = !group.isEmpty()
                    && tag(entity).equals(tag(group.get(group.size() - 1)))
                    && !entity.label().startsWith("B-");
            if (!joins && !group.isEmpty()) {
                groups.add(joined(group));
                group.clear();
            }
            group.add(entity);
        }
        if (!group.isEmpty()) {
            groups.add(joined(group));
        }
        return groups;
    }

    private static List<List<Piece>> words(List<Piece> pieces, Aggregation aggregation) {
        boolean whole = aggregation != Aggregation.NONE && aggregation != Aggregation.SIMPLE;
        List<List<Piece>> words = new ArrayList<>();
        for (Piece piece : pieces) {
            if (words.isEmpty() || !whole || !piece.continues) {
                words.add(new ArrayList<>());
            }
            words.get(words.size() - 1).add(piece);
        }
        return words;
    }

    private Entity entity(List<Piece> word, Aggregation aggregation) {
        double[] scores = switch (aggregation) {
            case AVERAGE -> mean(word);
            case MAX ->
                word.stream()
                        .max(Comparator.comparingDouble(piece -> piece.scores[Scores.best(piece.scores)]))
                        .orElseThrow()
                        .scores;
            default -> word.get(0).scores;
        };
        int best = Scores.best(scores);
        Piece first = word.get(0);
        Tokenizer tokenizer = text.tokenizer();
        int[] ids = word.stream().mapToInt(Piece::token).toArray();
        String read = aggregation == Aggregation.NONE ? tokenizer.token(ids[0]) : tokenizer.decode(ids, false);
        String label = Labels.of(text.config(), scores.length).get(best);
        return new Entity(label, scores[best], first.index, read, first.start, word.get(word.size() - 1).end);
    }

    private static double[] mean(List<Piece> word) {
        double[] mean = new double[word.get(0).scores.length];
        for (Piece piece : word) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += piece.scores[i] / word.size();
            }
        }
        return mean;
    }

    private static String tag(Entity entity) {
        String label = entity.label();
        return label.startsWith("B-") || label.startsWith("I-") ? label.substring(2) : label;
    }

    private Entity joined(List<Entity> group) {
        Entity first = group.get(0);
        Entity last = group.get(group.size() - 1);
        double score = group.stream().mapToDouble(Entity::score).average().orElseThrow();
        StringBuilder word = new StringBuilder();
        int end = first.start();
        for (Entity entity : group) {
            boolean touches = word.isEmpty() || entity.start() == end;
            String part = entity.word().startsWith("##")
                    ? entity.word().substring(2)
                    : entity.word().strip();
            word.append(touches ? "" : " ").append(part);
            end = entity.end();
        }
        int dash = first.label().indexOf('-');
        String label = dash < 0 ? first.label() : first.label().substring(dash + 1);
        return new Entity(label, score, first.index(), word.toString(), first.start(), last.end());
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
