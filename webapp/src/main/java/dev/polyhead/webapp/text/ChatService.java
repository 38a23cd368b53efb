package dev.polyhead.webapp.text;

import static dev.polyhead.webapp.text.Completion.entries;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.text.ChatMessage;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Chats in the shape of OpenAI's interface. */
@Service
class ChatService {
    /** Most tokens of an answer where the request sets no limit: the cache for them is made at the beginning. */
    private static final int DEFAULT_TOKENS = 2048;

    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant");
    private static final Set<String> MESSAGE =
            Set.of("role", "content", "name", "refusal", "annotations", "tool_calls", "function_call", "audio");
    private static final Set<String> KNOWN = known();

    private final TextModels models;
    private final Problems problems;
    private final PolyheadProperties properties;
    private final JsonMapper json;

    ChatService(TextModels models, Problems problems, PolyheadProperties properties, JsonMapper json) {
        this.models = models;
        this.problems = problems;
        this.properties = properties;
        this.json = json;
    }

    private static Set<String> known() {
        Set<String> known = new HashSet<>(WritingFields.COMMON);
        known.addAll(WritingFields.HARMLESS);
        known.addAll(Set.of(
                "messages",
                "max_completion_tokens",
                "top_logprobs",
                "tools",
                "tool_choice",
                "parallel_tool_calls",
                "functions",
                "function_call",
                "audio",
                "modalities",
                "response_format",
                "prediction",
                "moderation",
                "web_search_options",
                "reasoning_effort",
                "verbosity",
                "service_tier",
                "store"));
        return known;
    }

    /**
     * Answers a request.
     *
     * @param model the model, where it is not the request that names it
     * @return what is sent as JSON; null if it was streamed
     */
    @Nullable
    Object answer(RequestFields fields, @Nullable String model, HttpServletResponse response) {
        fields.only(KNOWN);
        refuse(fields);
        String id = model == null ? fields.text("model") : model;
        String lengthField = fields.has("max_completion_tokens") ? "max_completion_tokens" : "max_tokens";
        WritingFields writing = WritingFields.read(fields, DEFAULT_TOKENS, lengthField);
        boolean logProbabilities = fields.flag("logprobs", false);
        int top = fields.integer("top_logprobs", 0, 0, 20);
        if (top > 0 && !logProbabilities) {
            throw ApiException.badRequest("top_logprobs", "'top_logprobs' needs 'logprobs' to be true.");
        }
        List<ChatMessage> messages = messages(fields);
        try {
            return models.<@Nullable Object>with(id, text -> {
                WritingFields asked = writing.withAlternatives(top);
                asked.check(text);
                try (ClientWatch client = new ClientWatch()) {
                    return answer(text, messages, asked, logProbabilities, id, response, client.cancellation());
                }
            });
        } catch (TooLongException e) {
            throw ChatController.tooLong("messages", e);
        }
    }

    private static void refuse(RequestFields fields) {
        fields.refuse("tools", "models here call no tools", "[]");
        fields.refuse("tool_choice", "models here call no tools", "none", "auto");
        fields.refuse("parallel_tool_calls", "models here call no tools", "false", "true");
        fields.refuse("functions", "models here call no functions", "[]");
        fields.refuse("function_call", "models here call no functions", "none", "auto");
        fields.refuse("audio", "answers are text only");
        fields.refuse("modalities", "answers are text only", "[\"text\"]");
        fields.refuse("response_format", "answers are plain text", "{\"type\":\"text\"}");
        fields.refuse("prediction", "there is no predicted output");
        fields.refuse("moderation", "there is no moderation");
        if (fields.has("web_search_options")) { // even an empty object asks for a search
            throw ApiException.of(
                    HttpStatus.BAD_REQUEST,
                    "web_search_options",
                    "unsupported_parameter",
                    "'web_search_options' is not supported: nothing is searched in the web.");
        }
        fields.refuse("reasoning_effort", "effort cannot be chosen", "none");
        fields.refuse("verbosity", "verbosity cannot be chosen", "medium");
        fields.refuse("service_tier", "there is one tier", "auto", "default");
        fields.refuse("store", "nothing is stored", "false");
    }

    private List<ChatMessage> messages(RequestFields fields) {
        JsonNode given = fields.get("messages");
        if (given == null || !given.isArray() || given.isEmpty()) {
            throw ApiException.badRequest("messages", "'messages' must be a list of at least one message.");
        }
        List<ChatMessage> messages = new ArrayList<>();
        long size = 0;
        for (int i = 0; i < given.size(); i++) {
            ChatMessage message = message(given.get(i), "messages[%d]".formatted(i));
            messages.add(message);
            size += message.content().length();
        }
        long most = properties.limits().text().toBytes();
        if (size > most) {
            throw ChatController.tooMuch("messages", most);
        }
        return messages;
    }

    private static ChatMessage message(JsonNode message, String place) {
        String role = message.path("role").asString("");
        if (!ROLES.contains(role)) {
            throw ApiException.badRequest(
                    place + ".role", "'%s.role' must be one of %s, not '%s'.".formatted(place, ROLES, role));
        }
        RequestFields fields = RequestFields.of(message, place).only(MESSAGE);
        for (String field : List.of("tool_calls", "function_call", "audio", "refusal", "annotations")) {
            fields.refuse(field, "messages here hold text only", "");
        }
        return new ChatMessage(
                role.equals("developer") ? "system" : role,
                content(message, place + ".content"),
                fields.text("name", null));
    }

    private static String content(JsonNode message, String place) {
        JsonNode content = message.path("content");
        if (content.isString()) {
            return content.asString();
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < content.size(); i++) {
            JsonNode part = content.get(i);
            if (!part.path("type").asString("").equals("text")
                    || !part.path("text").isString()) {
                throw ApiException.badRequest(
                        "%s[%d]".formatted(place, i),
                        "'%s[%d]' is not text. Messages here hold text only.".formatted(place, i));
            }
            text.append(part.path("text").asString());
        }
        if (!content.isArray() || content.isEmpty()) {
            throw ApiException.badRequest(place, "'%s' must be a string or a list of texts.".formatted(place));
        }
        return text.toString();
    }

    private @Nullable Object answer(
            TextModel text,
            List<ChatMessage> messages,
            WritingFields fields,
            boolean logProbabilities,
            String model,
            HttpServletResponse response,
            Cancellation cancellation) {
        TextGenerator generator = new TextGenerator(text);
        Completion completion = Completion.begin("chatcmpl", model);
        if (!fields.stream()) {
            List<Written> written = fields.write(generator, text, messages, TextListener.NONE, cancellation);
            List<Map<String, Object>> choices = new ArrayList<>();
            for (int i = 0; i < written.size(); i++) {
                Written answer = written.get(i);
                choices.add(entries(
                        "index",
                        i,
                        "message",
                        entries("role", "assistant", "content", answer.text(), "refusal", null),
                        "logprobs",
                        logProbabilities ? LogProbabilities.ofChat(answer.tokens(), text.tokenizer()) : null,
                        "finish_reason",
                        Completion.reason(answer.reason())));
            }
            Map<String, Object> body = completion.body("chat.completion", choices);
            body.put("usage", Usage.of(written, written.size()));
            return body;
        }
        EventStream events = new EventStream(response, json, cancellation);
        ChatStream stream = new ChatStream(events, completion, fields, logProbabilities, text.tokenizer());
        events.run(problems, () -> stream.end(fields.write(generator, text, messages, stream, cancellation)));
        return null;
    }
}
