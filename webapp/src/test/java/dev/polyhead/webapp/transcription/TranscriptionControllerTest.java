package dev.polyhead.webapp.transcription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.OpenAiSchema;
import dev.polyhead.webapp.ServerTest;
import dev.polyhead.webapp.system.DataFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What surrounds the model: fields, formats, streams, jobs, corrections. */
@ServerTest
@ActiveProfiles("fake")
class TranscriptionControllerTest {
    private static final String V1 = "/v1/audio/transcriptions";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final int port;
    private final Http http;

    @Autowired
    private FakeRecognition fake;

    @Autowired
    private DataFolder data;

    TranscriptionControllerTest(@LocalServerPort int port) {
        this.port = port;
        http = new Http(port);
    }

    @BeforeEach
    void quick() {
        fake.pauseMillis = 0;
    }

    @Test
    void jsonIsTheDefault() {
        HttpResponse<String> answer = http.post(V1, form());
        assertThat(answer.statusCode()).isEqualTo(200);
        OpenAiSchema.require("CreateTranscriptionResponseJson", answer.body());
        assertThat(Http.json(answer).at("/text").asString())
                .startsWith("In the beginning")
                .endsWith("skip that.");
        assertThat(Http.json(answer).at("/usage/type").asString()).isEqualTo("duration");
    }

    @Test
    void verboseJsonListsSegmentsAndOnRequestWords() {
        HttpResponse<String> answer = http.post(V1, form().field("response_format", "verbose_json"));
        OpenAiSchema.require("CreateTranscriptionResponseVerboseJson", answer.body());
        assertThat(Http.json(answer).at("/segments").size()).isEqualTo(5);
        assertThat(Http.json(answer).has("words")).isFalse();
        assertThat(Http.json(answer).at("/language").asString()).isEqualTo("english");

        answer = http.post(
                V1, form().field("response_format", "verbose_json").field("timestamp_granularities[]", "word"));
        OpenAiSchema.require("CreateTranscriptionResponseVerboseJson", answer.body());
        assertThat(Http.json(answer).has("segments")).isFalse();
        assertThat(Http.json(answer).at("/words/0/word").asString()).isEqualTo("In");

        answer = http.post(
                V1,
                form().field("response_format", "verbose_json")
                        .field("timestamp_granularities[]", "word")
                        .field("timestamp_granularities[]", "segment"));
        assertThat(Http.json(answer).has("segments") && Http.json(answer).has("words"))
                .isTrue();
    }

    @Test
    void translationsAreInEnglish() {
        HttpResponse<String> answer =
                http.post("/v1/audio/translations", form().field("response_format", "verbose_json"));
        OpenAiSchema.require("CreateTranslationResponseVerboseJson", answer.body());
        assertThat(Http.json(answer).at("/task").asString()).isEqualTo("translate");
        OpenAiSchema.require(
                "CreateTranslationResponseJson",
                http.post("/v1/audio/translations", form()).body());
    }

    @ParameterizedTest
    @CsvSource({"text, In the beginning", "srt, 1", "vtt, WEBVTT", "tsv, start", "lrc, [00:00.00]"})
    void plainFormatsArePlainText(String format, String begin) {
        HttpResponse<String> answer = http.post(V1, form().field("response_format", format));
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
        assertThat(answer.body()).startsWith(begin);
    }

    @Test
    void aStreamBringsTheTextBitByBit() {
        HttpResponse<String> answer = http.post(V1, form().field("stream", "true"));
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        List<JsonNode> events = events(answer.body());
        events.forEach(event -> OpenAiSchema.require("CreateTranscriptionResponseStreamEvent", event.toString()));
        StringBuilder text = new StringBuilder();
        events.subList(0, events.size() - 1)
                .forEach(event -> text.append(event.at("/delta").asString()));
        JsonNode done = events.get(events.size() - 1);
        assertThat(done.at("/type").asString()).isEqualTo("transcript.text.done");
        assertThat(text.toString().strip()).isEqualTo(done.at("/text").asString());
        assertThat(done.at("/usage/total_tokens").asInt()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatLeavesEndsTheWork(boolean stream) throws IOException {
        fake.pauseMillis = 100;
        fake.cancelled.set(0);
        fake.spoken.set(0);
        byte[] wav = Sounds.wav(2);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String field : List.of("model\"\r\n\r\nwhisper-1", "stream\"\r\n\r\n" + stream)) {
            body.writeBytes(("--x\r\nContent-Disposition: form-data; name=\"" + field + "\r\n").getBytes(UTF_8));
        }
        body.writeBytes(
                "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n".getBytes(UTF_8));
        body.writeBytes(wav);
        body.writeBytes("\r\n--x--\r\n".getBytes(UTF_8));
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write(("POST " + V1
                                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
                                    + "Content-Length: " + body.size() + "\r\n\r\n")
                            .getBytes(UTF_8));
            socket.getOutputStream().write(body.toByteArray());
            socket.getOutputStream().flush();
            await().atMost(Duration.ofSeconds(20)).until(() -> fake.spoken.get() > 0);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> fake.cancelled.get() == 1);
        assertThat(fake.spoken.get()).as("sentences, of 5").isLessThan(4);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(data.temporary()).isEmptyDirectory());
    }

    @Test
    void logProbabilitiesComeOnRequest() {
        HttpResponse<String> answer = http.post(V1, form().field("include[]", "logprobs"));
        OpenAiSchema.require("CreateTranscriptionResponseJson", answer.body());
        assertThat(Http.json(answer).at("/logprobs/0/token").asString()).isEqualTo(" In");
        assertThat(Http.json(answer).at("/logprobs/0/bytes/1").asInt()).isEqualTo('I');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "response_format | diarized_json | response_format",
                "known_speaker_names[] | Ada | known_speaker_names",
                "known_speaker_references[] | data: | known_speaker_references",
                "response_format | docx | response_format",
                "language | klingon | language",
                "temperature | warm | temperature",
                "temperature | 11 | temperature",
                "timestamp_granularities[] | syllable | timestamp_granularities",
                "include[] | secrets | include",
                "chunking_strategy | manual | chunking_strategy",
                "stream | maybe | stream",
                "beam_size | 0 | beam_size",
                "beam_size | many | beam_size",
                "batch_size | 1000 | batch_size",
                "clip_timestamps | 9,3 | clip_timestamps",
                "no_speech_threshold | 7 | no_speech_threshold",
                "no_such_field | 1 | no_such_field",
                "time_budget | -1 | time_budget",
                "max_line_count | 2 | max_line_count"
            })
    void whatMakesNoSenseIsRefusedByName(String field, String value, String param) {
        HttpResponse<String> answer = http.post(V1, form().field(field, value));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        OpenAiSchema.require("ErrorResponse", answer.body());
        assertThat(Http.json(answer).at("/error/param").asString()).isEqualTo(param);
        assertThat(Http.json(answer).at("/error/type").asString()).isEqualTo("invalid_request_error");
    }

    @Test
    void everyFieldOfFasterWhisperIsTaken() {
        HttpResponse<String> answer = http.post(
                V1,
                form().field("beam_size", "2")
                        .field("best_of", "3")
                        .field("patience", "1.5")
                        .field("length_penalty", "0.9")
                        .field("repetition_penalty", "1.1")
                        .field("no_repeat_ngram_size", "3")
                        .field("temperature", "0,0.4,0.8")
                        .field("compression_ratio_threshold", "2.2")
                        .field("log_prob_threshold", "-0.8")
                        .field("no_speech_threshold", "0.5")
                        .field("condition_on_previous_text", "false")
                        .field("prompt_reset_on_temperature", "0.4")
                        .field("initial_prompt", "About bees.")
                        .field("prefix", "In")
                        .field("hotwords", "Varroa")
                        .field("keywords[]", "Imker")
                        .field("suppress_blank", "true")
                        .field("suppress_tokens", "-1,50")
                        .field("without_timestamps", "false")
                        .field("max_initial_timestamp", "1")
                        .field("word_timestamps", "true")
                        .field("prepend_punctuations", "(")
                        .field("append_punctuations", ")")
                        .field("multilingual", "false")
                        .field("vad_filter", "true")
                        .field("vad_parameters", "{\"threshold\":0.4,\"min_silence_duration_ms\":500}")
                        .field("max_new_tokens", "100")
                        .field("hallucination_silence_threshold", "2")
                        .field("language_detection_threshold", "0.4")
                        .field("language_detection_segments", "2")
                        .field("batch_size", "4")
                        .field("languages[]", "de")
                        .field("languages[]", "en")
                        .field("time_budget", "60")
                        .field("seed", "7"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void aChunkingStrategyComesInEverySpelling() {
        for (Http.Form form : List.of(
                form().field("chunking_strategy", "auto"),
                form().field("chunking_strategy", "{\"type\":\"server_vad\",\"threshold\":0.6}"),
                form().field("chunking_strategy[type]", "server_vad").field("chunking_strategy[threshold]", "0.6"))) {
            HttpResponse<String> answer = http.post(V1, form);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    @Test
    void whatIsMissingIsNamed() {
        HttpResponse<String> answer = http.post(V1, new Http.Form().field("model", "whisper-1"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Http.json(answer).at("/error/param").asString()).isEqualTo("file");
        answer = http.post(V1, new Http.Form().file("file", "a.wav", Sounds.wav(1)));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Http.json(answer).at("/error/param").asString()).isEqualTo("model");
    }

    @Test
    void otherKindsOfRequestAreRefusedWithTheirStatus() {
        assertThat(http.get(V1).statusCode()).isEqualTo(405);
        assertThat(http.post(V1, "application/json", "{}").statusCode()).isIn(400, 415);
        HttpResponse<String> cut = http.post(V1, "multipart/form-data; boundary=x", "--x\r\nContent-Disp");
        assertThat(cut.statusCode()).isEqualTo(400);
        OpenAiSchema.require("ErrorResponse", cut.body());
    }

    @Test
    void aLongOneIsAJobWithAResultInEveryFormat() {
        HttpResponse<String> accepted = http.post("/api/transcriptions", form().field("word_timestamps", "true"));
        assertThat(accepted.statusCode()).isEqualTo(202);
        String id = Http.json(accepted).at("/id").asString();
        assertThat(accepted.headers().firstValue("location")).contains("/api/jobs/" + id);
        done(id);

        JsonNode transcript = Http.json(http.get("/api/transcriptions/" + id + ".json"));
        assertThat(transcript.at("/segments").size()).isEqualTo(5);
        assertThat(transcript.at("/segments/0/words/0/word").asString()).isEqualTo(" In");
        for (String format : List.of("txt", "srt", "vtt", "tsv", "lrc")) {
            HttpResponse<String> file = http.get("/api/transcriptions/" + id + "." + format);
            assertThat(file.statusCode()).as(format).isEqualTo(200);
            assertThat(file.headers().firstValue("content-disposition").orElse(""))
                    .contains("attachment")
                    .contains("hives." + format);
            assertThat(file.body()).contains("hives are quiet");
        }
        assertThat(http.get("/api/transcriptions/" + id + ".docx").statusCode()).isEqualTo(404);
        JsonNode waveform = Http.json(http.get("/api/transcriptions/" + id + "/waveform"));
        assertThat(waveform.at("/duration").asDouble()).isEqualTo(2.0);
        assertThat(waveform.at("/peaks").size()).isGreaterThan(50);
        HttpResponse<String> part = http.get("/api/transcriptions/" + id + "/audio", "Range", "bytes=0-3");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("RIFF");
    }

    @Test
    void eventsBringSegmentsWhileTheyAreMade() {
        fake.pauseMillis = 30;
        String id =
                Http.json(http.post("/api/transcriptions", form())).at("/id").asString();
        String events = http.get("/api/jobs/" + id + "/events").body();
        assertThat(events.split("event:segment", -1)).hasSize(6);
        assertThat(events).contains("event:partial").contains("event:progress").contains("\"state\":\"done\"");
    }

    @Test
    void aPausedTranscriptionGoesOnWhereItWas() {
        fake.pauseMillis = 60;
        String id =
                Http.json(http.post("/api/transcriptions", form())).at("/id").asString();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Http.json(http.get("/api/transcriptions/" + id))
                                .at("/segments")
                                .size()
                        >= 2);
        http.send("POST", "/api/jobs/" + id + "/pause");
        await().atMost(Duration.ofSeconds(20)).until(() -> state(id).equals("paused"));
        int before =
                Http.json(http.get("/api/transcriptions/" + id)).at("/segments").size();
        fake.pauseMillis = 0;
        fake.spoken.set(0);
        http.send("POST", "/api/jobs/" + id + "/resume");
        done(id);
        assertThat(fake.spoken.get()).as("sentences that were still missing").isEqualTo(5 - before);
        JsonNode whole = Http.json(http.get("/api/transcriptions/" + id));
        assertThat(whole.at("/segments").size()).isEqualTo(5);
        assertThat(whole.at("/segments/4/id").asInt()).isEqualTo(4);
    }

    @Test
    void whatWasWrittenBeforeACancelIsKept() {
        fake.pauseMillis = 60;
        String id =
                Http.json(http.post("/api/transcriptions", form())).at("/id").asString();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !Http.json(http.get("/api/transcriptions/" + id))
                        .at("/segments")
                        .isEmpty());
        http.send("DELETE", "/api/jobs/" + id);
        await().atMost(Duration.ofSeconds(20)).until(() -> state(id).equals("cancelled"));
        assertThat(http.get("/transcriptions/" + id, "Accept", "text/html").body())
                .contains("hives are quiet")
                .contains(id + ".srt");
        assertThat(http.get("/api/transcriptions/" + id + ".txt").body()).contains("hives are quiet");
    }

    @Test
    void theCallThatGivesTheSameIsShown() {
        String id = Http.json(http.post(
                        "/api/transcriptions",
                        form().field("task", "translate")
                                .field("language", "auto")
                                .field("beam_size", "1")
                                .field("prompt", "It's about bees.")))
                .at("/id")
                .asString();
        done(id);
        String page = http.get("/transcriptions/" + id, "Accept", "text/html").body();
        assertThat(page)
                .contains("curl http://127.0.0.1:" + port + "/v1/audio/translations -F file=@hives.wav")
                .contains("-F model=whisper-1 -F beam_size=1")
                .contains("It&#39;\\&#39;&#39;s about bees.")
                .doesNotContain("language=auto");
    }

    @Test
    void correctionsKeepTheTimesOfWords() {
        String id = Http.json(http.post("/api/transcriptions", form().field("word_timestamps", "true")))
                .at("/id")
                .asString();
        done(id);
        JsonNode before = Http.json(http.get("/api/transcriptions/" + id)).at("/segments/3/words/1");
        HttpResponse<String> answer = http.put(
                "/api/transcriptions/" + id,
                "{\"segments\":[{\"id\":3,\"text\":\"A gardener looks for three things, food, room and a healthy brood.\"},{\"id\":4,\"text\":\"\"}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode after = Http.json(http.get("/api/transcriptions/" + id));
        assertThat(after.at("/segments").size()).isEqualTo(4);
        assertThat(after.at("/segments/3/words/1/word").asString()).isEqualTo(" gardener");
        assertThat(after.at("/segments/3/words/1/start")).isEqualTo(before.at("/start"));
        assertThat(http.get("/api/transcriptions/" + id + ".txt").body())
                .contains("gardener")
                .doesNotContain("Varroa");
        assertThat(http.put("/api/transcriptions/" + id, "{\"segments\":[{\"id\":9,\"text\":\"\"}]}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(http.put("/api/transcriptions/" + id, "{}").statusCode()).isEqualTo(400);
    }

    @Test
    void theFormWorksWithoutJavaScript() {
        Http.FormToken token = http.formOf("/");
        HttpResponse<String> sent = http.post(
                "/transcriptions",
                form().field("language", "auto").field("task", "transcribe").field("_csrf", token.field()),
                "Cookie",
                token.cookie(),
                "Accept",
                "text/html");
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(302);
        String place = sent.headers().firstValue("Location").orElseThrow();
        String path = place.substring(place.indexOf("/transcriptions/"));
        done(path.substring("/transcriptions/".length()));
        HttpResponse<String> result = http.get(path, "Accept", "text/html");
        assertThat(result.body()).contains("hives are quiet").contains(".srt").doesNotContain("??");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../../etc/passwd", "a\"b'c.wav", "line\nbreak.wav", "<img src=x onerror=alert(1)>.wav", "..", ""
            })
    void fileNamesAreForPeopleOnly(String name) {
        HttpResponse<String> accepted = http.post(
                "/api/transcriptions",
                new Http.Form().file("file", name, Sounds.wav(1)).field("model", "whisper-1"));
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        JsonNode job = Http.json(accepted);
        assertThat(job.at("/title").asString()).doesNotContain("/").doesNotContain("\n");
        String id = job.at("/id").asString();
        done(id);
        assertThat(http.get("/transcriptions/" + id, "Accept", "text/html").body())
                .doesNotContain("<img src=x");
        assertThat(http.get("/api/transcriptions/" + id + ".txt").statusCode()).isEqualTo(200);
    }

    @Test
    void noUploadIsLeftBehind() {
        http.post(V1, form());
        http.post(V1, form().field("beam_size", "0"));
        http.post(V1, form().field("stream", "true"));
        assertThat(data.temporary()).isEmptyDirectory();
    }

    private static Http.Form form() {
        return new Http.Form().file("file", "hives.wav", Sounds.wav(2)).field("model", "whisper-1");
    }

    private void done(String id) {
        await().atMost(Duration.ofSeconds(30)).until(() -> state(id).equals("done"));
    }

    private String state(String id) {
        return Http.json(http.get("/api/jobs/" + id)).at("/state").asString();
    }

    static List<JsonNode> events(String body) {
        List<JsonNode> events = new ArrayList<>();
        for (String line : body.split("\n")) {
            if (line.startsWith("data: ")) {
                events.add(JSON.readTree(line.substring(6)));
            }
        }
        return events;
    }
}
