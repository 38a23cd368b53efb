package dev.polyhead.webapp.text;

import static dev.polyhead.webapp.text.Completion.entries;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.generation.FinishReason;
import dev.polyhead.core.generation.GenerationConfig;
import dev.polyhead.text.TextGenerator;
import dev.polyhead.text.TextListener;
import dev.polyhead.text.TextModel;
import dev.polyhead.text.TokenChoice;
import dev.polyhead.text.WritingOptions;
import dev.polyhead.text.Written;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Continues texts for the task API, in one piece or as a stream. */
final class GenerationTask {
    private static final Set<String> KNOWN = Set.of(
            "max_new_tokens",
            "min_new_tokens",
            "temperature",
            "top_k",
            "top_p",
            "typical_p",
            "repetition_penalty",
            "frequency_penalty",
            "do_sample",
            "seed",
            "stop",
            "return_full_text",
            "details",
            "truncate",
            "top_n_tokens",
            "num_return_sequences",
            "num_beams",
            "best_of",
            "watermark",
            "decoder_input_details",
            "grammar",
            "adapter_id",
            "max_time");
    private static final List<String> OPTIONS = List.of(
            "max_new_tokens",
            "min_new_tokens",
            "do_sample",
            "temperature",
            "top_k",
            "top_p",
            "typical_p",
            "repetition_penalty",
            "seed",
            "num_beams",
            "num_return_sequences",
            "max_time");

    private final TextModel text;
    private final RequestFields fields;
    private final RequestFields parameters;
    private final JsonMapper json;

    GenerationTask(TextModel text, RequestFields fields, JsonMapper json) {
        this.text = text;
        this.fields = fields;
        this.json = json;
        this.parameters = fields.object("parameters").only(KNOWN);
        parameters.refuse("best_of", "ask for num_return_sequences", "1");
        parameters.refuse("watermark", "texts carry no watermark", "false");
        parameters.refuse("grammar", "answers follow no grammar");
        parameters.refuse("adapter_id", "there are no adapters");
        parameters.refuse("decoder_input_details", "the prompt's probabilities are not known", "false");
    }

    /** @return what is sent as JSON; null if it was streamed */
    @Nullable
    Object answer(HttpServletResponse response) {
        List<String> prompts = fields.texts("inputs");
        TextGenerator generator = new TextGenerator(text);
        Cancellation cancellation = new Cancellation();
        if (fields.flag("stream", false)) {
            stream(generator, prompts.get(0), new EventStream(response, json, cancellation), cancellation);
            return null;
        }
        List<Written> written = generator.complete(prompts, options(), TextListener.NONE, cancellation);
        boolean whole = parameters.flag("return_full_text", false);
        boolean details = parameters.flag("details", false);
        int each = written.size() / prompts.size();
        List<Map<String, Object>> answers = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            Written one = written.get(i);
            String prompt = whole ? prompts.get(i / each) : "";
            answers.add(
                    details
                            ? entries("generated_text", prompt + one.text(), "details", details(one))
                            : entries("generated_text", prompt + one.text()));
        }
        return answers;
    }

    private WritingOptions options() {
        // Asking for a way of sampling is asking for sampling.
        boolean samples = List.of("temperature", "top_k", "top_p", "typical_p", "seed").stream()
                        .anyMatch(parameters::has)
                && !parameters.has("do_sample");
        double frequency = parameters.number("frequency_penalty", 0, -2, 2);
        return WritingOptions.defaults()
                .adjusted(config -> {
                    GenerationConfig merged = samples ? config.with("do_sample", true) : config;
                    for (String option : OPTIONS) {
                        merged = merged.with(option, parameters.get(option));
                    }
                    return merged;
                })
                .withStops(parameters.texts("stop"))
                .withNovelty(new WritingOptions.Novelty(0, frequency))
                .withAlternatives(parameters.integer("top_n_tokens", 0, 0, 20))
                .truncating(parameters.has("truncate"));
    }

    private Map<String, Object> details(Written written) {
        return entries(
                "finish_reason", reason(written.reason()),
                "generated_tokens", written.tokens().size(),
                "seed", parameters.get("seed"),
                "prefill", List.of(),
                "tokens", written.tokens().stream().map(this::token).toList(),
                "top_tokens",
                        parameters.has("top_n_tokens")
                                ? written.tokens().stream()
                                        .map(token -> token.alternatives().stream()
                                                .map(this::token)
                                                .toList())
                                        .toList()
                                : null);
    }

    private Map<String, Object> token(TokenChoice token) {
        return entries(
                "id", token.id(),
                "text", token.token(),
                "logprob", token.logProbability(),
                "special", text.tokenizer().isSpecial(token.id()));
    }

    private static String reason(FinishReason reason) {
        return switch (reason) {
            case END_TOKEN -> "eos_token";
            case RULE -> "stop_sequence";
            default -> "length";
        };
    }

    private void stream(TextGenerator generator, String prompt, EventStream events, Cancellation cancellation) {
        int[] index = {0};
        TextListener listener = (answer, piece, tokens) -> {
            // Several tokens may make up a piece: its text goes with the last of them.
            for (int i = 0; i < tokens.size(); i++) {
                Map<String, Object> token = token(tokens.get(i));
                token.put("text", i == tokens.size() - 1 ? piece : "");
                events.send(entries("index", ++index[0], "token", token, "generated_text", null, "details", null));
            }
        };
        Written written = generator
                .complete(List.of(prompt), options(), listener, cancellation)
                .get(0);
        TokenChoice last = written.tokens().get(written.tokens().size() - 1);
        Map<String, Object> token = token(last);
        token.put("text", text.tokenizer().isSpecial(last.id()) ? last.token() : "");
        events.send(entries(
                "index",
                ++index[0],
                "token",
                token,
                "generated_text",
                written.text(),
                "details",
                entries(
                        "finish_reason", reason(written.reason()),
                        "generated_tokens", written.tokens().size(),
                        "input_length", written.promptTokens(),
                        "seed", parameters.get("seed"))));
    }
}
