package dev.polyhead.webapp.transcription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.OpenAiSchema;
import dev.polyhead.webapp.ServerTest;
import dev.polyhead.webapp.SharedData;
import dev.polyhead.webapp.system.DataFolder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Real speech through the whole server, with the Whisper model that ships. */
@ServerTest
class SpokenIT {
    private static final String V1 = "/v1/audio/transcriptions";

    private final Http http;

    @Autowired
    private DataFolder data;

    SpokenIT(@LocalServerPort int port) {
        http = new Http(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "de"})
    void theSamplesAreUnderstood(String language) throws IOException {
        HttpResponse<String> answer = http.post(
                V1,
                new Http.Form()
                        .file("file", sample(language + ".flac"))
                        .field("model", "whisper-1")
                        .field("response_format", "verbose_json")
                        .field("timestamp_granularities[]", "word"));
        OpenAiSchema.require("CreateTranscriptionResponseVerboseJson", answer.body());
        JsonNode said = Http.json(answer);
        assertThat(said.at("/language").asString()).isEqualTo(language.equals("en") ? "english" : "german");
        List<String> expected = words(Files.readString(sample(language + ".txt")));
        List<String> heard = words(said.at("/text").asString());
        long found = expected.stream().filter(heard::contains).count();
        assertThat((double) found / expected.size())
                .as(said.at("/text").asString())
                .isGreaterThan(0.8);
        double last = 0;
        for (JsonNode word : said.at("/words")) {
            assertThat(word.at("/start").asDouble()).isGreaterThanOrEqualTo(last - 1e-3);
            last = word.at("/start").asDouble();
        }
        assertThat(last).isPositive().isLessThan(said.at("/duration").asDouble());
    }

    @Test
    void aStreamSaysTheSameAsTheWhole() throws IOException {
        Http.Form form = new Http.Form()
                .file("file", sample("en.flac"))
                .field("model", "whisper-1")
                .field("beam_size", "1");
        String whole = Http.json(http.post(V1, form)).at("/text").asString();
        List<JsonNode> events = TranscriptionControllerTest.events(
                http.post(V1, form.field("stream", "true")).body());
        assertThat(events.get(events.size() - 1).at("/text").asString()).isEqualTo(whole);
    }

    @Test
    void ofSeveralLanguagesTheLikeliestIsTaken() throws IOException {
        HttpResponse<String> answer = http.post(
                V1,
                new Http.Form()
                        .file("file", sample("de.flac"))
                        .field("model", "whisper-1")
                        .field("beam_size", "1")
                        .field("languages[]", "fr")
                        .field("languages[]", "de"));
        assertThat(Http.json(answer).at("/languages/0/code").asString()).isEqualTo("de");
    }

    @Test
    void silenceIsNoText() throws IOException {
        byte[] silence = new byte[44 + 2 * 16000 * 3];
        System.arraycopy(Sounds.wav(1), 0, silence, 0, 44);
        HttpResponse<String> answer = http.post(
                V1, new Http.Form().file("file", "silence.wav", silence).field("model", "whisper-1"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(Http.json(answer).at("/text").asString()).isEmpty();
    }

    @Test
    void aJobSaysTheSameAsARequest() throws IOException {
        Http.Form form = new Http.Form()
                .file("file", sample("en.flac"))
                .field("model", "whisper-1")
                .field("beam_size", "1");
        String whole = Http.json(http.post(V1, form)).at("/text").asString();
        String id = Http.json(http.post("/api/transcriptions", form)).at("/id").asString();
        await().atMost(Duration.ofMinutes(2))
                .until(() -> Http.json(http.get("/api/jobs/" + id))
                        .at("/state")
                        .asString()
                        .equals("done"));
        assertThat(Http.json(http.get("/api/transcriptions/" + id)).at("/text").asString())
                .isEqualTo(whole);
    }

    @Test
    void everyBrokenRecordingGetsAnAnswerThatHelps() throws IOException {
        assumeTrue(SharedData.exists("speech/corrupt"), "the broken recordings are not beside the checkout");
        List<String> wrong = new ArrayList<>();
        for (String folder : List.of("corrupt", "wav-odd", "flac", "noise")) {
            try (Stream<Path> files = Files.list(SharedData.path("speech/" + folder))) {
                for (Path file : files.sorted().toList()) {
                    judge(folder + "/" + file.getFileName(), file, wrong);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(data.temporary()).isEmptyDirectory();
        assertThat(http.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
    }

    private void judge(String name, Path file, List<String> wrong) throws IOException {
        long begun = System.nanoTime();
        HttpResponse<String> answer = http.post(
                V1,
                new Http.Form()
                        .file("file", file)
                        .field("model", "whisper-1")
                        .field("beam_size", "1")
                        .field("language", "en")
                        .field("response_format", "verbose_json"));
        double took = (System.nanoTime() - begun) / 1e9;
        boolean answered = answer.statusCode() == 200;
        if (!answered && !Set.of(400, 413, 415, 422).contains(answer.statusCode())) {
            wrong.add(name + ": " + answer.statusCode() + " " + answer.body());
        } else if (!answered
                && Http.json(answer).at("/error/message").asString().length() < 20) {
            wrong.add(name + ": " + answer.body());
        } else if (answered
                && name.contains("silence")
                && !Http.json(answer).at("/text").asString().isEmpty()) {
            wrong.add(name + ": invents " + Http.json(answer).at("/text"));
        }
        if (took > 60) {
            wrong.add(name + ": took " + took + " s");
        }
    }

    @Test
    void whatIsNoRecordingIsToldSo() throws IOException {
        String text = "dear diary, ".repeat(100);
        HttpResponse<String> answer = send("song.mp3", text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).isEqualTo(415);
        String playlist = "#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:1/secret.wav\n/etc/passwd\n";
        answer = send("list.m3u8", playlist.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).isEqualTo(415);
        answer = send("nothing.wav", new byte[0]);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("nothing.wav").contains("empty");
    }

    private HttpResponse<String> send(String name, byte[] bytes) {
        return http.post(V1, new Http.Form().file("file", name, bytes).field("model", "whisper-1"));
    }

    private static Path sample(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path file = at.resolve("samples/speech").resolve(name);
            if (Files.exists(file)) {
                return file;
            }
        }
        throw new AssertionError("There is no sample " + name);
    }

    private static List<String> words(String text) {
        return List.of(text.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} ]", " ")
                .strip()
                .split("\\s+"));
    }
}
