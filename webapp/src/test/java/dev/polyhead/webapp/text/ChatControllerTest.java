package dev.polyhead.webapp.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.OpenAiSchema;
import dev.polyhead.webapp.ServerTest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** OpenAI's chat and completion interface with a tiny model. */
@ServerTest
class ChatControllerTest {
    private static final Path FOLDER = folder();
    private final Http http;

    ChatControllerTest(@LocalServerPort int port) {
        http = new Http(port);
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("polyhead-models");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeAll
    static void write() throws IOException {
        if (!Files.exists(FOLDER.resolve("tiny-chat"))) {
            TinyChatModel.write(FOLDER.resolve("tiny-chat"));
        }
    }

    @DynamicPropertySource
    static void models(DynamicPropertyRegistry registry) {
        registry.add("polyhead.models.folders", FOLDER::toString);
    }

    private HttpResponse<String> chat(String more) {
        return http.post("/v1/chat/completions", "application/json", """
                {"model": "tiny-chat", "messages": [{"role": "user", "content": "t101 t58 t117"}], "max_tokens": 6%s}
                """.formatted(more));
    }

    @Test
    void anAnswerIsWhatOpenAisSchemaSays() {
        HttpResponse<String> answer = chat(", \"temperature\": 0, \"logprobs\": true, \"top_logprobs\": 2");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        OpenAiSchema.require("CreateChatCompletionResponse", answer.body());
        JsonNode body = Http.json(answer);
        assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo(3);
        assertThat(body.at("/usage/completion_tokens").asInt()).isEqualTo(6);
        assertThat(body.at("/choices/0/finish_reason").asString()).isEqualTo("length");
        assertThat(body.at("/choices/0/logprobs/content")).hasSize(6);
        assertThat(body.at("/choices/0/logprobs/content/0/top_logprobs")).hasSize(2);
    }

    @Test
    void aStreamSaysTheSameInChunksAndEndsWithItsUsage() {
        String whole = Http.json(chat(", \"temperature\": 0"))
                .at("/choices/0/message/content")
                .asString();
        HttpResponse<String> streamed =
                chat(", \"temperature\": 0, \"stream\": true, \"stream_options\": {\"include_usage\": true}");
        assertThat(streamed.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        List<String> lines =
                streamed.body().lines().filter(line -> !line.isEmpty()).toList();
        assertThat(lines.get(lines.size() - 1)).isEqualTo("data: [DONE]");
        StringBuilder text = new StringBuilder();
        JsonNode last = null;
        for (String line : lines.subList(0, lines.size() - 1)) {
            String json = line.substring("data: ".length());
            OpenAiSchema.require("CreateChatCompletionStreamResponse", json);
            last = JsonMapper.shared().readTree(json);
            text.append(last.at("/choices/0/delta/content").asString(""));
        }
        assertThat(text).hasToString(whole);
        assertThat(last.at("/choices")).isEmpty();
        assertThat(last.at("/usage/completion_tokens").asInt()).isEqualTo(6);
    }

    @Test
    void theSameSeedGivesTheSameAnswersAndSeveralDiffer() {
        String one = chat(", \"seed\": 5, \"n\": 3").body();
        JsonNode first = Http.json(chat(", \"seed\": 5, \"n\": 3"));
        assertThat(first.at("/choices")).hasSize(3);
        assertThat(JsonMapper.shared().readTree(one).at("/choices")).isEqualTo(first.at("/choices"));
        assertThat(first.at("/choices/0/message/content")).isNotEqualTo(first.at("/choices/1/message/content"));
    }

    @Test
    void aStopStringEndsTheAnswer() {
        String whole = Http.json(chat(", \"temperature\": 0"))
                .at("/choices/0/message/content")
                .asString();
        String third = whole.split(" ")[2];
        JsonNode body = Http.json(chat(", \"temperature\": 0, \"stop\": [\"" + third + "\"]"));
        assertThat(body.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(body.at("/choices/0/message/content").asString()).doesNotContain(third);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tools | [{\"type\": \"function\"}]",
                "response_format | {\"type\": \"json_object\"}",
                "audio | {\"voice\": \"x\"}",
                "modalities | [\"audio\"]",
                "temperature | 3",
                "temperature | \"NaN\"",
                "max_tokens | -1",
                "n | 0",
                "top_logprobs | 3",
                "stream_options | {}",
                "logit_bias | {\"x\": 1}",
                "stop | [\"\"]",
                "seed | 1.5",
                "made_up | 1",
            })
    void whatIsWrongOrNotSupportedIsNamed(String param, String value) {
        String body = param.equals("max_tokens")
                ? "{\"model\":\"tiny-chat\",\"messages\":[{\"role\":\"user\",\"content\":\"t1\"}],\"max_tokens\":-1}"
                : "{\"model\":\"tiny-chat\",\"messages\":[{\"role\":\"user\",\"content\":\"t1\"}],\"%s\":%s}"
                        .formatted(param, value);
        HttpResponse<String> answer = http.post("/v1/chat/completions", "application/json", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(Http.json(answer).at("/error/param").asString()).isEqualTo(param);
    }

    @Test
    void anUnknownModelIsNotFoundAndOneForSomethingElseIsRefused() {
        HttpResponse<String> unknown = http.post(
                "/v1/chat/completions",
                "application/json",
                "{\"model\":\"tiny-chta\",\"messages\":[{\"role\":\"user\",\"content\":\"t1\"}]}");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("tiny-chat").contains("model_not_found");
        HttpResponse<String> other = http.post(
                "/v1/chat/completions",
                "application/json",
                "{\"model\":\"all-MiniLM-L6-v2\",\"messages\":[{\"role\":\"user\",\"content\":\"t1\"}]}");
        assertThat(other.statusCode()).isEqualTo(422);
    }

    @Test
    void aPromptPastTheContextIsRefused() {
        HttpResponse<String> answer = http.post(
                "/v1/completions",
                "application/json",
                "{\"model\":\"tiny-chat\",\"prompt\":\"%s\"}".formatted("t1 ".repeat(5000)));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Http.json(answer).at("/error/code").asString()).isEqualTo("context_length_exceeded");
        assertThat(Http.json(answer).at("/error/param").asString()).isEqualTo("prompt");
    }

    @Test
    void completionsContinueSeveralPromptsAndCanEchoThem() {
        HttpResponse<String> answer = http.post("/v1/completions", "application/json", """
                {"model": "tiny-chat", "prompt": ["t101 t58", "t3"], "max_tokens": 4, "temperature": 0, "logprobs": 2}
                """);
        OpenAiSchema.require("CreateCompletionResponse", answer.body());
        JsonNode body = Http.json(answer);
        assertThat(body.at("/choices")).hasSize(2);
        assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo(3);
        JsonNode echoed = Http.json(http.post("/v1/completions", "application/json", """
                {"model": "tiny-chat", "prompt": [101, 58], "max_tokens": 0, "echo": true}
                """));
        assertThat(echoed.at("/choices/0/text").asString()).isEqualTo("t101 t58");
    }

    @Test
    void huggingFacesGenerationTaskContinuesInOnePieceAndAsAStream() {
        JsonNode answer = Http.json(http.post("/models/tiny-chat", "application/json", """
                {"inputs": "t101 t58", "parameters": {"max_new_tokens": 4, "details": true}}
                """));
        assertThat(answer.at("/0/details/generated_tokens").asInt()).isEqualTo(4);
        HttpResponse<String> streamed = http.post("/models/tiny-chat", "application/json", """
                {"inputs": "t101 t58", "parameters": {"max_new_tokens": 4}, "stream": true}
                """);
        assertThat(streamed.body()).contains("\"finish_reason\":\"length\"");
        HttpResponse<String> chat = http.post("/models/tiny-chat/v1/chat/completions", "application/json", """
                {"model": "dummy", "messages": [{"role": "user", "content": "t1"}], "max_tokens": 3}
                """);
        assertThat(chat.statusCode()).as(chat.body()).isEqualTo(200);
    }

    @Test
    void thePageChatsWithoutJavaScriptToo() {
        HttpResponse<String> page = http.get("/text?model=tiny-chat", "Accept", "text/html");
        assertThat(page.body()).contains("tiny-chat").contains("id=\"chat-form\"");
    }
}
