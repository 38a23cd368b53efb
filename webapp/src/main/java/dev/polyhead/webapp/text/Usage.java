package dev.polyhead.webapp.text;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.polyhead.text.Written;
import java.util.List;

/**
 * How many tokens a request took.
 *
 * @param prompt read; a prompt with several answers counts once
 * @param completion written
 * @param total both
 */
record Usage(
        @JsonProperty("prompt_tokens") int prompt,
        @JsonProperty("completion_tokens") int completion,
        @JsonProperty("total_tokens") int total) {
    static Usage of(List<Written> answers, int eachPrompt) {
        int read = 0;
        int written = 0;
        for (int i = 0; i < answers.size(); i++) {
            read += i % eachPrompt == 0 ? answers.get(i).promptTokens() : 0;
            written += answers.get(i).tokens().size();
        }
        return new Usage(read, written, read + written);
    }
}
