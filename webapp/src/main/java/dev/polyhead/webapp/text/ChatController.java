package dev.polyhead.webapp.text;

import dev.polyhead.text.TooLongException;
import dev.polyhead.webapp.errors.ApiException;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** OpenAI's chat and completion interface. */
@RestController
class ChatController {
    private final ChatService chats;
    private final CompletionService completions;

    ChatController(ChatService chats, CompletionService completions) {
        this.chats = chats;
        this.completions = completions;
    }

    @Operation(summary = "Answers in a chat.")
    @PostMapping("/v1/chat/completions")
    @Nullable
    ResponseEntity<Object> chat(@RequestBody JsonNode body, HttpServletResponse response) {
        return answer(chats.answer(RequestFields.of(body), null, response));
    }

    @Operation(summary = "Continues a text.")
    @PostMapping("/v1/completions")
    @Nullable
    ResponseEntity<Object> complete(@RequestBody JsonNode body, HttpServletResponse response) {
        return answer(completions.answer(RequestFields.of(body), response));
    }

    private static @Nullable ResponseEntity<Object> answer(@Nullable Object answer) {
        return answer == null ? null : ResponseEntity.ok(answer);
    }

    /** The answer to text past the model's context. */
    static ApiException tooLong(String param, TooLongException e) {
        return ApiException.of(
                HttpStatus.BAD_REQUEST, param, "context_length_exceeded", String.valueOf(e.getMessage()));
    }

    /** The answer to text past a server's limit. */
    static ApiException tooMuch(String param, long most) {
        return ApiException.tooLarge(
                param, "The text is larger than %d bytes. Send less, or raise polyhead.limits.text.".formatted(most));
    }
}
