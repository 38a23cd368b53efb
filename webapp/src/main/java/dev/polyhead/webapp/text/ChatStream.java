package dev.polyhead.webapp.text;

import static dev.polyhead.webapp.text.Completion.entries;

import dev.polyhead.text.TextListener;
import dev.polyhead.text.TokenChoice;
import dev.polyhead.text.Written;
import dev.polyhead.text.tokenizer.Tokenizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A chat's answer in chunks, while it is being written. */
final class ChatStream implements TextListener {
    private final EventStream events;
    private final Completion completion;
    private final WritingFields fields;
    private final boolean logProbabilities;
    private final Tokenizer tokenizer;
    private final Map<Integer, Integer> sentTokens = new HashMap<>();

    ChatStream(
            EventStream events,
            Completion completion,
            WritingFields fields,
            boolean logProbabilities,
            Tokenizer tokenizer) {
        this.events = events;
        this.completion = completion;
        this.fields = fields;
        this.logProbabilities = logProbabilities;
        this.tokenizer = tokenizer;
    }

    @Override
    public void written(int answer, String piece, List<TokenChoice> tokens) {
        begin(answer);
        chunk(answer, entries("content", piece), probabilities(tokens), null);
        sentTokens.merge(answer, tokens.size(), Integer::sum);
    }

    private @Nullable Object probabilities(List<TokenChoice> tokens) {
        return logProbabilities && !tokens.isEmpty() ? LogProbabilities.ofChat(tokens, tokenizer) : null;
    }

    private void begin(int answer) {
        if (sentTokens.putIfAbsent(answer, 0) == null) {
            chunk(answer, entries("role", "assistant", "content", "", "refusal", null), null, null);
        }
    }

    /** Ends every answer, and the stream. */
    void end(List<Written> answers) {
        for (int i = 0; i < answers.size(); i++) {
            Written answer = answers.get(i);
            if (!sentTokens.containsKey(i) && !answer.text().isEmpty()) {
                written(i, answer.text(), answer.tokens()); // a copy of one that was streamed
            }
            begin(i);
            List<TokenChoice> unsent = answer.tokens()
                    .subList(sentTokens.getOrDefault(i, 0), answer.tokens().size());
            chunk(i, entries(), probabilities(unsent), Completion.reason(answer.reason()));
        }
        if (fields.usage()) {
            Map<String, Object> body = completion.body("chat.completion.chunk", List.of());
            body.put("usage", Usage.of(answers, answers.size()));
            events.send(body);
        }
        events.done();
    }

    private void chunk(
            int answer, Map<String, Object> delta, @Nullable Object logprobs, @Nullable String finishReason) {
        Map<String, Object> choice =
                entries("index", answer, "delta", delta, "logprobs", logprobs, "finish_reason", finishReason);
        Map<String, Object> body = completion.body("chat.completion.chunk", List.of(choice));
        if (fields.usage()) {
            body.put("usage", null);
        }
        events.send(body);
    }
}
