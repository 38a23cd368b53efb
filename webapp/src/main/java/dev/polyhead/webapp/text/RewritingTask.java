package dev.polyhead.webapp.text;

import static dev.polyhead.webapp.text.Completion.entries;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.generation.GenerationConfig;
import dev.polyhead.text.Rewriter;
import dev.polyhead.text.TextListener;
import dev.polyhead.text.TextModel;
import dev.polyhead.text.WritingOptions;
import dev.polyhead.text.Written;
import dev.polyhead.text.tokenizer.Tokenizer;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.system.ClientWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Summaries and translations for the task API. Models that only translate do so; of the others a request that names
 * languages wants a translation, and any other a summary.
 */
final class RewritingTask {
    private static final List<String> TRUNCATIONS =
            List.of("do_not_truncate", "longest_first", "only_first", "only_second");

    private final TextModel text;
    private final RequestFields fields;
    private final RequestFields parameters;

    RewritingTask(TextModel text, RequestFields fields) {
        this.text = text;
        this.fields = fields;
        this.parameters = fields.object("parameters")
                .only(Set.of(
                        "src_lang",
                        "tgt_lang",
                        "truncation",
                        "clean_up_tokenization_spaces",
                        "generate_parameters",
                        "task"));
    }

    Object answer() {
        Rewriter rewriter = new Rewriter(text);
        String task = String.valueOf(parameters.text("task", guess()));
        String truncation = String.valueOf(parameters.text("truncation", "longest_first"));
        if (!TRUNCATIONS.contains(truncation)) {
            throw ApiException.badRequest(
                    "parameters.truncation",
                    "'truncation' must be one of %s, not '%s'.".formatted(TRUNCATIONS, truncation));
        }
        boolean closesGaps = parameters.flag("clean_up_tokenization_spaces", false);
        WritingOptions options = WritingOptions.defaults()
                .adjusted(this::withParameters)
                .truncating(!truncation.equals("do_not_truncate"));
        List<Map<String, Object>> answers = new ArrayList<>();
        try (ClientWatch client = new ClientWatch()) {
            for (String input : fields.texts("inputs")) {
                for (Written written : write(rewriter, task, input, options, client.cancellation())) {
                    String key = task.equals("translation") ? "translation_text" : "summary_text";
                    answers.add(entries(
                            task.equals("text2text-generation") ? "generated_text" : key,
                            closesGaps ? Tokenizer.cleanedUp(written.text()) : written.text()));
                }
            }
        }
        return answers;
    }

    private List<Written> write(
            Rewriter rewriter, String task, String input, WritingOptions options, Cancellation cancellation) {
        return switch (task) {
            case "summarization" -> rewriter.summarize(input, options, TextListener.NONE, cancellation);
            case "translation" ->
                rewriter.translate(
                        input,
                        parameters.text("src_lang", null),
                        parameters.text("tgt_lang", null),
                        options,
                        TextListener.NONE,
                        cancellation);
            case "text2text-generation" -> rewriter.rewrite(input, options, TextListener.NONE, cancellation);
            default ->
                throw ApiException.badRequest(
                        "parameters.task",
                        "'task' must be summarization, translation or text2text-generation, not '%s'.".formatted(task));
        };
    }

    private String guess() {
        boolean translator = List.of("marian", "mbart").contains(text.model().modelType());
        return translator || parameters.has("tgt_lang") ? "translation" : "summarization";
    }

    private GenerationConfig withParameters(GenerationConfig config) {
        JsonNode options = parameters.get("generate_parameters");
        if (options == null) {
            return config;
        }
        if (!options.isObject()) {
            throw parameters.wrong("generate_parameters", "an object", options);
        }
        GenerationConfig merged = config;
        for (Map.Entry<String, JsonNode> option : options.properties()) {
            merged = merged.with(option.getKey(), option.getValue());
        }
        return WritingLimits.checked("parameters.generate_parameters", merged);
    }
}
