package dev.polyhead.webapp.text;

import static dev.polyhead.webapp.text.Completion.entries;

import dev.polyhead.core.model.LabelScore;
import dev.polyhead.text.MaskFiller;
import dev.polyhead.text.QuestionAnswerer;
import dev.polyhead.text.TextClassifier;
import dev.polyhead.text.TextModel;
import dev.polyhead.text.TokenClassifier;
import dev.polyhead.text.ZeroShotTextClassifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The tasks that read a text once: masks, labels, entities, answers. */
final class ReadingTasks {
    private static final int MOST_RESULTS = 1000;

    private final TextModel text;
    private final RequestFields fields;
    private final RequestFields parameters;

    ReadingTasks(TextModel text, RequestFields fields) {
        this.text = text;
        this.fields = fields;
        this.parameters = fields.object("parameters");
    }

    Object fills() {
        parameters.only(Set.of("top_k", "targets"));
        MaskFiller filler = new MaskFiller(text);
        int topK = parameters.integer("top_k", 5, 1, MOST_RESULTS);
        List<String> targets = parameters.texts("targets");
        List<Object> answers = new ArrayList<>();
        for (String input : fields.texts("inputs")) {
            List<List<Map<String, Object>>> masks = filler.fill(input, topK, targets, false).stream()
                    .map(fills -> fills.stream()
                            .map(fill -> entries(
                                    "score", fill.score(),
                                    "token", fill.token(),
                                    "token_str", fill.word(),
                                    "sequence", fill.sequence()))
                            .toList())
                    .toList();
            answers.add(masks.size() == 1 ? masks.get(0) : masks);
        }
        return single(answers);
    }

    /** Labels of the model, or of the request where it names some. */
    Object labels() {
        if (parameters.has("candidate_labels")) {
            return ownLabels();
        }
        parameters.only(Set.of("function_to_apply", "top_k"));
        TextClassifier classifier = new TextClassifier(text);
        String function = parameters.text("function_to_apply", null);
        TextClassifier.Activation activation = function == null
                ? classifier.activation()
                : parameters.choice(TextClassifier.Activation.class, "function_to_apply", function);
        List<TextClassifier.Input> inputs =
                fields.texts("inputs").stream().map(TextClassifier.Input::new).toList();
        int topK = parameters.integer("top_k", MOST_RESULTS, 1, Integer.MAX_VALUE);
        return classifier.classify(inputs, topK, activation, true).stream()
                .map(ReadingTasks::shown)
                .toList();
    }

    private Object ownLabels() {
        parameters.only(Set.of("candidate_labels", "multi_label", "hypothesis_template"));
        ZeroShotTextClassifier classifier = new ZeroShotTextClassifier(text);
        String template = parameters.text("hypothesis_template", ZeroShotTextClassifier.TEMPLATE);
        List<String> labels = parameters.texts("candidate_labels");
        boolean several = parameters.flag("multi_label", false);
        List<Object> answers = new ArrayList<>();
        for (String input : fields.texts("inputs")) {
            answers.add(shown(classifier.classify(input, labels, String.valueOf(template), several, true)));
        }
        return single(answers);
    }

    private static List<Map<String, Object>> shown(List<LabelScore> labels) {
        return labels.stream()
                .map(label -> entries("label", label.label(), "score", label.score()))
                .toList();
    }

    Object entities() {
        parameters.only(Set.of("aggregation_strategy", "ignore_labels", "stride"));
        TokenClassifier.Aggregation aggregation =
                parameters.choice(TokenClassifier.Aggregation.class, "aggregation_strategy", "none");
        int stride = parameters.integer("stride", text.maxLength() / 4, 0, text.maxLength());
        Set<String> ignored =
                parameters.has("ignore_labels") ? Set.copyOf(parameters.texts("ignore_labels")) : Set.of("O");
        String key = aggregation == TokenClassifier.Aggregation.NONE ? "entity" : "entity_group";
        TokenClassifier classifier = new TokenClassifier(text);
        List<Object> answers = new ArrayList<>();
        for (String input : fields.texts("inputs")) {
            answers.add(classifier.classify(input, aggregation, ignored, stride).stream()
                    .map(entity -> entries(
                            key,
                            entity.label(),
                            "score",
                            entity.score(),
                            "index",
                            entity.index(),
                            "word",
                            entity.word(),
                            "start",
                            TextTasks.codePoints(input, entity.start()),
                            "end",
                            TextTasks.codePoints(input, entity.end())))
                    .toList());
        }
        return single(answers);
    }

    Object answers() {
        parameters.only(Set.of(
                "top_k",
                "doc_stride",
                "max_answer_len",
                "max_seq_len",
                "max_question_len",
                "handle_impossible_answer",
                "align_to_words"));
        RequestFields inputs = fields.object("inputs").only(Set.of("question", "context"));
        String context = inputs.text("context");
        QuestionAnswerer.Options options = new QuestionAnswerer.Options(
                parameters.integer("top_k", 1, 1, MOST_RESULTS),
                parameters.integer("max_answer_len", 15, 1, 10_000),
                parameters.integer("max_seq_len", 384, 1, 1_000_000),
                parameters.integer("doc_stride", 128, 0, 1_000_000),
                parameters.integer("max_question_len", 0, 1, 1_000_000),
                parameters.flag("handle_impossible_answer", false),
                parameters.flag("align_to_words", true));
        List<Map<String, Object>> answers = new QuestionAnswerer(text)
                .answer(inputs.text("question"), context, options).stream()
                        .map(answer -> entries(
                                "answer", answer.text(),
                                "score", answer.score(),
                                "start", TextTasks.codePoints(context, answer.start()),
                                "end", TextTasks.codePoints(context, answer.end())))
                        .toList();
        return options.topK() == 1 && !answers.isEmpty() ? answers.get(0) : answers;
    }

    /** What belongs to a single input stands alone, as the reference server sends it. */
    private Object single(List<Object> answers) {
        JsonNode inputs = fields.get("inputs");
        return inputs != null && inputs.isString() ? answers.get(0) : answers;
    }
}
