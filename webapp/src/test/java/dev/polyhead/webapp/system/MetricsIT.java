package dev.polyhead.webapp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.ServerTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What the suite tells of itself while it works, and whether the dashboard asks for nothing else. */
@ServerTest
class MetricsIT {
    private static final Path ROOT = Path.of("..");
    private static final Pattern METRIC =
            Pattern.compile("\\b(?:polyhead|jvm|http|process|system|tomcat|hikaricp)_\\w+");

    /** Only there once the garbage collector has paused. */
    private static final String NOT_ALWAYS = "jvm_gc_pause_seconds_sum";

    private final Http http;

    MetricsIT(@LocalServerPort int port) {
        http = new Http(port);
    }

    @Test
    void everythingTheDashboardShowsIsThereAfterARecordingAndAText() throws IOException {
        Http.Form form = new Http.Form().file("file", ROOT.resolve("samples/speech/en.flac"));
        assertThat(http.post("/v1/audio/transcriptions", form.field("model", "whisper-1"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(http.post(
                                "/v1/embeddings",
                                "application/json",
                                "{\"model\":\"all-MiniLM-L6-v2\",\"input\":[\"a cat\",\"a kitten\"]}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(http.post(
                                "/api/attention",
                                "application/json",
                                "{\"model\":\"all-MiniLM-L6-v2\",\"text\":\"a cat\"}")
                        .statusCode())
                .as("which waits for a turn, as all texts do but those that are embedded")
                .isEqualTo(200);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> metrics().contains("polyhead_model_memory_bytes{model=\"whisper-base\"}"));
        Set<String> wanted = METRIC.matcher(Files.readString(ROOT.resolve("docs/monitoring/dashboard.json")))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
        wanted.remove(NOT_ALWAYS);
        assertThat(wanted).hasSizeGreaterThan(15);
        String told = metrics();
        assertThat(wanted).allSatisfy(name -> assertThat(told).containsPattern("(?m)^" + name + "[ {]"));
    }

    @Test
    void everyStageOfAModelIsMeasured() throws IOException {
        http.post(
                "/v1/embeddings",
                "application/json",
                "{\"model\":\"all-MiniLM-L6-v2\",\"input\":[\"a cat\",\"a dog\",\"a cow\"]}");
        Http.Form form = new Http.Form().file("file", ROOT.resolve("samples/speech/en.flac"));
        http.post("/v1/audio/transcriptions", form.field("model", "whisper-1"));
        String told = metrics();
        assertThat(told)
                .containsPattern("polyhead_model_tokens_total\\{model=\"all-MiniLM-L6-v2\",stage=\"read\"} [1-9]");
        for (String stage : List.of("encode", "prefill", "step")) {
            assertThat(told)
                    .containsPattern("polyhead_model_stage_seconds_count\\{model=\"whisper-base\",stage=\"" + stage
                            + "\"} [1-9]");
        }
    }

    @Test
    void aNameThatNobodyKnowsMakesNoMetric() {
        Http.Form form = new Http.Form().file("file", "a.flac", new byte[10]);
        http.post("/v1/audio/transcriptions", form.field("model", "invented-by-a-client"));
        assertThat(metrics()).doesNotContain("invented-by-a-client");
    }

    private String metrics() {
        return http.get("/actuator/prometheus").body();
    }
}
