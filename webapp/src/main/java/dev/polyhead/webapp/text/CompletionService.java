package dev.polyhead.webapp.text;

import static dev.polyhead.webapp.text.Completion.entries;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.text.TextGenerator;
import dev.polyhead.text.TextListener;
import dev.polyhead.text.TextModel;
import dev.polyhead.text.TooLongException;
import dev.polyhead.text.Written;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.errors.Problems;
import dev.polyhead.webapp.system.ClientWatch;
import dev.polyhead.webapp.system.PolyheadProperties;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Completions in the shape of OpenAI's interface. */
@Service
class CompletionService {
    private static final int DEFAULT_TOKENS = 16;
    private static final int MOST_PROMPTS = 64;
    private static final Set<String> KNOWN = known();

    private final TextModels models;
    private final Problems problems;
    private final PolyheadProperties properties;
    private final JsonMapper json;

    CompletionService(TextModels models, Problems problems, PolyheadProperties properties, JsonMapper json) {
        this.models = models;
        this.problems = problems;
        this.properties = properties;
        this.json = json;
    }

    private static Set<String> known() {
        Set<String> known = new HashSet<>(WritingFields.COMMON);
        known.addAll(WritingFields.HARMLESS);
        known.addAll(Set.of("prompt", "best_of", "echo", "suffix"));
        return known;
    }

    /**
     * Answers a request.
     *
     * @return what is sent as JSON; null if it was streamed
     */
    @Nullable
    Object answer(RequestFields fields, HttpServletResponse response) {
        fields.only(KNOWN);
        String model = fields.text("model");
        WritingFields writing = WritingFields.read(fields, DEFAULT_TOKENS, "max_tokens");
        fields.refuse("suffix", "text is continued, not filled in", "");
        int bestOf = fields.integer("best_of", writing.answers(), 1, Integer.MAX_VALUE);
        if (bestOf != writing.answers()) {
            throw ApiException.badRequest(
                    "best_of", "'best_of' other than 'n' is not supported. Ask for several answers with 'n'.");
        }
        boolean echo = fields.flag("echo", false);
        boolean logProbabilities = fields.has("logprobs");
        int top = fields.integer("logprobs", 0, 0, 5);
        if (echo && logProbabilities) {
            throw ApiException.badRequest(
                    "logprobs", "'logprobs' of the prompt are not known, so 'echo' must be false.");
        }
        try {
            return models.<@Nullable Object>with(model, text -> {
                writing.check(text);
                List<Prompt> prompts = prompts(fields, text);
                Answer answer = new Answer(text, prompts, writing.withAlternatives(top), echo, logProbabilities, model);
                return answer.send(response);
            });
        } catch (TooLongException e) {
            throw ChatController.tooLong("prompt", e);
        }
    }

    /** A prompt and the text it stands for. */
    private record Prompt(List<Integer> ids, String text) {
        int[] tokens() {
            return ids.stream().mapToInt(Integer::intValue).toArray();
        }
    }

    private List<Prompt> prompts(RequestFields fields, TextModel text) {
        JsonNode given = fields.get("prompt");
        List<Prompt> prompts = new ArrayList<>();
        if (given == null) {
            throw ApiException.badRequest("prompt", "The field 'prompt' is missing.");
        }
        boolean several = given.isArray() && !given.isEmpty() && !given.get(0).isNumber();
        long size = 0;
        for (JsonNode one : several ? given : List.of(given)) {
            Prompt prompt = prompt(one, text, fields);
            prompts.add(prompt);
            size += prompt.text().length();
        }
        long most = properties.limits().text().toBytes();
        if (size > most) {
            throw ChatController.tooMuch("prompt", most);
        }
        if (prompts.size() > MOST_PROMPTS) {
            throw ApiException.badRequest(
                    "prompt", "%d prompts are too many. Send at most %d.".formatted(prompts.size(), MOST_PROMPTS));
        }
        return prompts;
    }

    private static Prompt prompt(JsonNode given, TextModel text, RequestFields fields) {
        if (given.isString()) {
            int[] ids = text.tokenizer().encode(given.asString()).ids();
            return new Prompt(Arrays.stream(ids).boxed().toList(), given.asString());
        }
        int[] ids = fields.tokens("prompt", given, text.vocabulary());
        return new Prompt(Arrays.stream(ids).boxed().toList(), text.tokenizer().decode(ids));
    }

    /** One request's answer. */
    private final class Answer {
        private final TextModel text;
        private final List<Prompt> prompts;
        private final WritingFields fields;
        private final boolean echo;
        private final boolean logProbabilities;
        private final Completion completion;

        Answer(
                TextModel text,
                List<Prompt> prompts,
                WritingFields fields,
                boolean echo,
                boolean logProbabilities,
                String model) {
            this.text = text;
            this.prompts = prompts;
            this.fields = fields;
            this.echo = echo;
            this.logProbabilities = logProbabilities;
            this.completion = Completion.begin("cmpl", model);
        }

        @Nullable
        Object send(HttpServletResponse response) {
            try (ClientWatch client = new ClientWatch()) {
                return send(response, client.cancellation());
            }
        }

        private @Nullable Object send(HttpServletResponse response, Cancellation cancellation) {
            TextGenerator generator = new TextGenerator(text);
            List<int[]> ids = prompts.stream().map(Prompt::tokens).toList();
            if (!fields.stream()) {
                List<Written> written = fields.write(generator, ids, TextListener.NONE, cancellation);
                Map<String, Object> body = completion.body("text_completion", choices(written));
                body.put("usage", Usage.of(written, fields.answers()));
                return body;
            }
            EventStream events = new EventStream(response, json, cancellation);
            events.run(problems, () -> stream(events, generator, ids, cancellation));
            return null;
        }

        private void stream(EventStream events, TextGenerator generator, List<int[]> ids, Cancellation cancellation) {
            Set<Integer> begun = new HashSet<>();
            TextListener listener = (answer, piece, tokens) -> events.send(chunk(
                    answer,
                    begun.add(answer) ? echoed(answer) + piece : piece,
                    logProbabilities ? LogProbabilities.ofCompletion(tokens, 0) : null,
                    null));
            List<Written> written = fields.write(generator, ids, listener, cancellation);
            for (int i = 0; i < written.size(); i++) {
                boolean unsent = begun.add(i);
                String rest = unsent ? echoed(i) + written.get(i).text() : "";
                events.send(
                        chunk(i, rest, null, Completion.reason(written.get(i).reason())));
            }
            if (fields.usage()) {
                Map<String, Object> body = completion.body("text_completion", List.of());
                body.put("usage", Usage.of(written, fields.answers()));
                events.send(body);
            }
            events.done();
        }

        private String echoed(int answer) {
            return echo ? prompts.get(answer / fields.answers()).text() : "";
        }

        private List<Map<String, Object>> choices(List<Written> written) {
            List<Map<String, Object>> choices = new ArrayList<>();
            for (int i = 0; i < written.size(); i++) {
                Written one = written.get(i);
                choices.add(choice(
                        i,
                        echoed(i) + one.text(),
                        logProbabilities ? LogProbabilities.ofCompletion(one.tokens(), 0) : null,
                        Completion.reason(one.reason())));
            }
            return choices;
        }

        private Map<String, Object> chunk(
                int index, String piece, @Nullable Object logprobs, @Nullable String finishReason) {
            Map<String, Object> body =
                    completion.body("text_completion", List.of(choice(index, piece, logprobs, finishReason)));
            if (fields.usage()) {
                body.put("usage", null);
            }
            return body;
        }

        private static Map<String, Object> choice(
                int index, String text, @Nullable Object logprobs, @Nullable String finishReason) {
            return entries("index", index, "text", text, "logprobs", logprobs, "finish_reason", finishReason);
        }
    }
}
