package dev.polyhead.webapp.transcription;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.OpenAiSchema;
import dev.polyhead.webapp.system.DataFolder;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What a small server says to those who ask for too much. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "polyhead.data-dir=target/test-data/${random.uuid}",
            "polyhead.limits.audio=400KB",
            "polyhead.limits.picture=400KB",
            "polyhead.limits.duration=20s",
            "polyhead.limits.waiting=1",
            "server.shutdown=immediate"
        })
class LimitsIT {
    private static final String V1 = "/v1/audio/transcriptions";

    private final Http http;

    @Autowired
    private DataFolder data;

    LimitsIT(@LocalServerPort int port) {
        http = new Http(port);
    }

    @Test
    void aFileThatIsTooLargeIsRefusedWithItsLimit() {
        HttpResponse<String> answer = http.post(V1, form(Sounds.wav(60)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(413);
        OpenAiSchema.require("ErrorResponse", answer.body());
        assertThat(data.temporary()).isEmptyDirectory();
    }

    @Test
    void aRecordingThatIsTooLongIsRefused() {
        HttpResponse<String> answer = http.post(V1, form(Sounds.wav(24)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(413);
        assertThat(answer.body()).contains("longer than 20s");
    }

    @Test
    void whoComesWhenTooManyWaitIsToldWhenToComeAgain() {
        List<CompletableFuture<HttpResponse<String>>> all = IntStream.range(0, 4)
                .mapToObj(each -> CompletableFuture.supplyAsync(() -> http.post(V1, form(Sounds.wav(15)))))
                .toList();
        List<HttpResponse<String>> answers =
                all.stream().map(CompletableFuture::join).toList();
        assertThat(answers)
                .extracting(HttpResponse::statusCode)
                .contains(200, 429)
                .containsOnly(200, 429);
        HttpResponse<String> busy = answers.stream()
                .filter(answer -> answer.statusCode() == 429)
                .findFirst()
                .orElseThrow();
        OpenAiSchema.require("ErrorResponse", busy.body());
        assertThat(busy.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
        assertThat(http.post(V1, form(Sounds.wav(1))).statusCode())
                .as("afterwards")
                .isEqualTo(200);
    }

    private static Http.Form form(byte[] wav) {
        return new Http.Form()
                .file("file", "a.wav", wav)
                .field("model", "whisper-1")
                .field("beam_size", "1");
    }
}
