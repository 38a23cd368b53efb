package dev.polyhead.text;

import dev.polyhead.core.model.Scores;
import dev.polyhead.text.TokenClassifier.Aggregation;
import dev.polyhead.text.TokenClassifier.Entity;
import dev.polyhead.text.tokenizer.Encoding;
import dev.polyhead.text.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Makes words of a window's tokens, and entities of its words. */
final class Entities {
    private final Tokenizer tokenizer;
    private final List<String> labels;
    private final String text;
    private final List<Piece> pieces = new ArrayList<>();

    /**
     * @param labels names of the scores
     * @param text what was encoded
     * @param scores probabilities {@code [token][label]}
     */
    Entities(Tokenizer tokenizer, List<String> labels, String text, Encoding encoding, double[][] scores) {
        this.tokenizer = tokenizer;
        this.labels = labels;
        this.text = text;
        boolean marksWords = tokenizer.marksContinuations();
        String unknown = tokenizer.special().unk();
        for (int i = 0; i < encoding.length(); i++) {
            if (!encoding.isSpecial(i)) {
                int start = encoding.start(i);
                String token = tokenizer.token(encoding.id(i));
                boolean isUnknown = token.equals(unknown);
                boolean continues = marksWords
                        ? token.length() != encoding.end(i) - start
                        : start > 0
                                && !text.substring(start - 1, Math.min(start + 1, text.length()))
                                        .contains(" ");
                pieces.add(new Piece(
                        i, encoding.id(i), scores[i], start, encoding.end(i), continues && !isUnknown, isUnknown));
            }
        }
    }

    private record Piece(int index, int id, double[] scores, int start, int end, boolean continues, boolean unknown) {}

    /** A word with its label. */
    private record Word(List<Piece> pieces, String label, double score) {
        String tag() {
            return label.startsWith("B-") || label.startsWith("I-") ? label.substring(2) : label;
        }
    }

    List<Entity> grouped(Aggregation aggregation) {
        List<Word> words = new ArrayList<>();
        for (List<Piece> word : words(aggregation)) {
            words.add(labelled(word, aggregation));
        }
        List<Entity> entities = new ArrayList<>();
        List<Word> group = new ArrayList<>();
        for (Word word : words) {
            boolean joins = !group.isEmpty()
                    && aggregation != Aggregation.NONE
                    && !word.label.startsWith("B-")
                    && word.tag().equals(group.get(group.size() - 1).tag());
            if (!joins && !group.isEmpty()) {
                entities.add(entity(group, aggregation));
                group.clear();
            }
            group.add(word);
        }
        if (!group.isEmpty()) {
            entities.add(entity(group, aggregation));
        }
        return entities;
    }

    private List<List<Piece>> words(Aggregation aggregation) {
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

    private Word labelled(List<Piece> word, Aggregation aggregation) {
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
        return new Word(word, labels.get(best), scores[best]);
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

    private Entity entity(List<Word> words, Aggregation aggregation) {
        List<Piece> all = words.stream().flatMap(word -> word.pieces.stream()).toList();
        Piece first = all.get(0);
        int end = all.get(all.size() - 1).end;
        String label = words.get(0).label;
        if (aggregation == Aggregation.NONE) {
            String token = first.unknown ? text.substring(first.start, end) : tokenizer.token(first.id);
            return new Entity(label, first.scores[Scores.best(first.scores)], first.index, token, first.start, end);
        }
        double score = words.stream().mapToDouble(Word::score).average().orElseThrow();
        String read = all.stream().anyMatch(Piece::unknown)
                ? text.substring(first.start, end)
                : tokenizer.decode(all.stream().mapToInt(Piece::id).toArray(), false);
        String group = label.substring(label.indexOf('-') + 1);
        return new Entity(group, score, first.index, read, first.start, end);
    }
}
