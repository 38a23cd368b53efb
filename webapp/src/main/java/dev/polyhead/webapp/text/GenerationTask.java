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
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.errors.Problems;
import dev.polyhead.webapp.system.ClientWatch;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Arrays;
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
    private final Problems problems;
    private final JsonMapper json;

    GenerationTask(TextModel text, RequestFields fields, Problems problems, JsonMapper json) {
        this.text = text;
        this.fields = fields;
        this.problems = problems;
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
        if (prompts.isEmpty()) {
            return List.of();
        }
        List<int[]> ids = prompts.stream().map(this::tokens).toList();
        try (ClientWatch client = new ClientWatch()) {
            return answer(prompts, ids, response, client.cancellation());
        }
    }

    private @Nullable Object answer(
            List<String> prompts, List<int[]> ids, HttpServletResponse response, Cancellation cancellation) {
        TextGenerator generator = new TextGenerator(text);
        if (fields.flag("stream", false)) {
            if (ids.size() > 1) {
                throw ApiException.badRequest(
                        "inputs",
                        "A stream continues one text, not %d. Send one, or no 'stream'.".formatted(ids.size()));
            }
            EventStream stream = new EventStream(response, json, cancellation);
            TokenEvents events = new TokenEvents(stream);
            stream.run(
                    problems,
                    () -> events.end(generator
                            .completeTokens(ids, options(), events, cancellation)
                            .get(0)));
            return null;
        }
        List<Written> written = generator.completeTokens(ids, options(), TextListener.NONE, cancellation);
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

    /** A prompt's tokens; where the request says how many to keep, the last of them. */
    private int[] tokens(String prompt) {
        int[] ids = text.tokenizer().encode(prompt).ids();
        int kept = parameters.integer("truncate", ids.length, 1, Integer.MAX_VALUE);
        return kept < ids.length ? Arrays.copyOfRange(ids, ids.length - kept, ids.length) : ids;
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
                    return WritingLimits.checked("parameters", merged);
                })
                .withStops(parameters.texts("stop"))
                .withNovelty(new WritingOptions.Novelty(0, frequency))
                .withAlternatives(parameters.integer("top_n_tokens", 0, 0, 20));
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
                                        .map(this::alternatives)
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

    private List<Map<String, Object>> alternatives(TokenChoice token) {
        return token.alternatives().stream().map(this::token).toList();
    }

    private static String reason(FinishReason reason) {
        return switch (reason) {
            case END_TOKEN -> "eos_token";
            case RULE -> "stop_sequence";
            default -> "length";
        };
    }

    /** One event a token; the last one carries the whole text. */
    private final class TokenEvents implements TextListener {
        private final EventStream events;
        private @Nullable Map<String, Object> last;
        private int count;

        TokenEvents(EventStream events) {
            this.events = events;
        }

        /** Several tokens may make up a piece: its text goes with the last of them. */
        @Override
        public void written(int answer, String piece, List<TokenChoice> tokens) {
            for (int i = 0; i < tokens.size(); i++) {
                add(tokens.get(i), i == tokens.size() - 1 ? piece : "");
            }
        }

        private void add(TokenChoice choice, String piece) {
            send();
            Map<String, Object> shown = token(choice);
            shown.put("text", piece);
            last = entries("index", ++count, "token", shown, "generated_text", null, "details", null);
            if (parameters.has("top_n_tokens")) {
                last.put("top_tokens", alternatives(choice));
            }
        }

        private void send() {
            if (last != null) {
                events.send(last);
            }
        }

        void end(Written written) {
            for (TokenChoice choice :
                    written.tokens().subList(count, written.tokens().size())) {
                add(choice, text.tokenizer().isSpecial(choice.id()) ? choice.token() : "");
            }
            if (last != null) {
                last.put("generated_text", written.text());
                last.put(
                        "details",
                        entries(
                                "finish_reason", reason(written.reason()),
                                "generated_tokens", written.tokens().size(),
                                "input_length", written.promptTokens(),
                                "seed", parameters.get("seed")));
            }
            send();
        }
    }
}
