package dev.polyhead.webapp.text;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.polyhead.text.TokenChoice;
import dev.polyhead.text.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How likely tokens were, in the words of OpenAI's interface. */
final class LogProbabilities {
    private LogProbabilities() {}

    /** Of a chat's answer, whose text special tokens are no part of. */
    static Map<String, Object> ofChat(List<TokenChoice> tokens, Tokenizer tokenizer) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "content",
                tokens.stream()
                        .filter(token -> !tokenizer.isSpecial(token.id()))
                        .map(token -> chosen(token, tokenizer))
                        .toList());
        answer.put("refusal", null);
        return answer;
    }

    private static ChatToken chosen(TokenChoice token, Tokenizer tokenizer) {
        return new ChatToken(
                token.token(),
                token.logProbability(),
                bytes(token, tokenizer),
                token.alternatives().stream()
                        .map(other ->
                                new ChatAlternative(other.token(), other.logProbability(), bytes(other, tokenizer)))
                        .toList());
    }

    private static List<Integer> bytes(TokenChoice token, Tokenizer tokenizer) {
        List<Integer> bytes = new ArrayList<>();
        for (byte each : tokenizer.bytes(token.id())) {
            bytes.add(each & 0xFF);
        }
        return bytes;
    }

    record ChatToken(
            String token,
            double logprob,
            List<Integer> bytes,
            @JsonProperty("top_logprobs") List<ChatAlternative> alternatives) {}

    record ChatAlternative(String token, double logprob, List<Integer> bytes) {}

    /**
     * Of a completion.
     *
     * @param offset where its text begins, in characters
     */
    static Map<String, Object> ofCompletion(List<TokenChoice> tokens, int offset) {
        List<Integer> offsets = new ArrayList<>();
        List<Map<String, Double>> top = new ArrayList<>();
        int at = offset;
        for (TokenChoice token : tokens) {
            offsets.add(at);
            at += token.token().length();
            Map<String, Double> alternatives = new LinkedHashMap<>();
            token.alternatives().forEach(other -> alternatives.putIfAbsent(other.token(), other.logProbability()));
            alternatives.putIfAbsent(token.token(), token.logProbability());
            top.add(alternatives);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("tokens", tokens.stream().map(TokenChoice::token).toList());
        answer.put(
                "token_logprobs",
                tokens.stream().map(TokenChoice::logProbability).toList());
        answer.put("top_logprobs", top);
        answer.put("text_offset", offsets);
        return answer;
    }
}
