package dev.polyhead.clip;

import dev.polyhead.core.model.LabelScore;
import dev.polyhead.core.model.Scores;
import dev.polyhead.media.image.ImagePixels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Labels pictures with anybody's labels (Radford et al. 2021, section 3.1): each label is put into every template, the
 * embeddings are averaged, and the nearest label wins. Label sets are remembered. Safe for concurrent use.
 */
public final class ZeroShotClassifier {
    /** Used where no template is given. */
    public static final List<String> TEMPLATES = List.of("a photo of a {}");

    private static final int CACHED_SETS = 64;
    private static final int MOST_LABELS = 2000;

    private final ClipEncoder encoder;
    private final Map<LabelSet, List<float[]>> sets = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<LabelSet, List<float[]>> eldest) {
            return size() > CACHED_SETS;
        }
    });

    private record LabelSet(List<String> labels, List<String> templates) {}

    /** Classifies by this model. */
    public ZeroShotClassifier(ClipEncoder encoder) {
        this.encoder = encoder;
    }

    /**
     * The best labels of each picture, best first.
     *
     * @param labels one or more different names
     * @param templates sentences in which {@code {}} stands for the label; empty for {@link #TEMPLATES}
     * @param topK how many labels a picture gets at most
     */
    public List<List<LabelScore>> classify(
            List<ImagePixels> images, List<String> labels, List<String> templates, int topK) {
        return classifyEmbeddings(encoder.images(images), labels, templates, topK);
    }

    /** As {@link #classify}, for pictures whose embeddings are known. */
    public List<List<LabelScore>> classifyEmbeddings(
            List<float[]> images, List<String> labels, List<String> templates, int topK) {
        if (topK < 1) {
            throw new IllegalArgumentException("top_k is %d; ask for at least 1 label.".formatted(topK));
        }
        List<float[]> embedded = labels(labels, templates);
        List<List<LabelScore>> answers = new ArrayList<>();
        for (float[] image : images) {
            double[] logits = new double[embedded.size()];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = encoder.logitScale() * Vectors.dot(image, embedded.get(i)) + encoder.logitBias();
            }
            double[] scores = encoder.sigmoid() ? Scores.sigmoid(logits) : Scores.softmax(logits);
            answers.add(LabelScore.best(labels, scores, topK));
        }
        return answers;
    }

    /** The labels' embeddings, of length 1, in their order. */
    List<float[]> labels(List<String> labels, List<String> templates) {
        LabelSet set = new LabelSet(List.copyOf(labels), templates.isEmpty() ? TEMPLATES : List.copyOf(templates));
        check(set);
        List<float[]> known = sets.get(set);
        if (known == null) {
            known = embed(set);
            sets.put(set, known);
        }
        return known;
    }

    private static void check(LabelSet set) {
        if (set.labels().isEmpty() || set.labels().size() > MOST_LABELS) {
            throw new IllegalArgumentException(
                    "%d labels were given. Give 1 to %d.".formatted(set.labels().size(), MOST_LABELS));
        }
        if (set.labels().stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("A label is empty. Remove it, or give it a name.");
        }
        if (set.labels().stream().distinct().count() < set.labels().size()) {
            throw new IllegalArgumentException("A label is given twice. Give each label once.");
        }
        for (String template : set.templates()) {
            if (!template.contains("{}")) {
                throw new IllegalArgumentException(
                        "The template '%s' has no {} for the label. Write, for example, 'a photo of a {}'."
                                .formatted(template));
            }
        }
    }

    private List<float[]> embed(LabelSet set) {
        List<String> sentences = new ArrayList<>();
        for (String template : set.templates()) {
            set.labels().forEach(label -> sentences.add(template.replace("{}", label)));
        }
        List<float[]> embedded = encoder.texts(sentences);
        int labels = set.labels().size();
        List<float[]> means = new ArrayList<>();
        for (int i = 0; i < labels; i++) {
            float[] sum = new float[embedded.get(0).length];
            for (int t = 0; t < set.templates().size(); t++) {
                Vectors.add(sum, embedded.get(t * labels + i), 1);
            }
            means.add(Vectors.unit(sum));
        }
        return List.copyOf(means);
    }
}
