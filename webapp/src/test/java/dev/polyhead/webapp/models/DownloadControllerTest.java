package dev.polyhead.webapp.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polyhead.core.hub.HubCache;
import dev.polyhead.core.hub.HubSettings;
import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.ServerTest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import tools.jackson.databind.JsonNode;

/** Models of a hub: looked at, fetched by a job, used and removed. */
@ServerTest
@Import(DownloadControllerTest.Loopback.class)
class DownloadControllerTest {
    static final String ID = "somebody/pictures";
    static final FolderHub HUB = new FolderHub(ID, Path.of("../models/vit-caltech101"));
    private static final int ALL = 10_000;
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Http http;

    DownloadControllerTest(@LocalServerPort int port) {
        http = new Http(port);
    }

    /** The hub in place of the one out there. */
    @TestConfiguration
    static class Loopback {
        @Bean
        @Primary
        HubSettings loopbackHub() throws IOException {
            return settings(HUB);
        }

        static HubSettings settings(FolderHub hub) throws IOException {
            return new HubSettings(
                    hub.endpoint(),
                    null,
                    new HubCache(
                            Files.createTempDirectory(Path.of("target"), "hub").toAbsolutePath()),
                    false,
                    2,
                    1 << 20,
                    3,
                    Duration.ofMillis(10),
                    Duration.ofMinutes(10));
        }
    }

    @BeforeEach
    void slowly() {
        HUB.pieces.drainPermits();
    }

    @AfterAll
    static void stop() {
        HUB.close();
    }

    @Test
    void theConfigAloneSaysWhetherAModelRuns() {
        HUB.asked.clear();
        JsonNode seen = Http.json(http.get("/api/models/look?id=" + ID));
        assertThat(seen.at("/family").asString()).isEqualTo("vit");
        assertThat(seen.at("/supported").asBoolean()).isTrue();
        assertThat(seen.at("/licence").asString()).isEqualTo("apache-2.0");
        assertThat(seen.at("/size").asLong()).isGreaterThan(5_000_000);
        assertThat(seen.at("/fits").asBoolean()).isTrue();
        assertThat(HUB.asked).as("no weights").noneMatch(path -> path.contains("safetensors"));
    }

    @Test
    void whatTheHubDoesNotHaveIsNotFound() {
        HttpResponse<String> answer = http.get("/api/models/look?id=somebody/else");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("somebody/else").contains("hub_not_found");
        assertThat(http.get("/api/models/look?id=../../etc").statusCode()).isEqualTo(400);
        assertThat(download("whisper-base").statusCode())
                .as("it ships, there is nothing to fetch")
                .isEqualTo(409);
        assertThat(download("").statusCode()).isEqualTo(400);
    }

    @Test
    void aModelIsPausedResumedFetchedCheckedUsedAndRemoved() {
        HttpResponse<String> accepted = download(ID);
        assertThat(accepted.statusCode()).isEqualTo(202);
        String job = Http.json(accepted).at("/id").asString();
        assertThat(Http.json(download(ID)).at("/id").asString())
                .as("the one that is under way")
                .isEqualTo(job);
        HUB.pieces.release(12);
        await().atMost(LONG).until(() -> job(job).at("/progress").asDouble() > 0.1);
        assertThat(http.get("/models", "Accept", "text/html").body())
                .contains(ID)
                .contains("/jobs/" + job + "/cancel");

        http.send("POST", "/api/jobs/" + job + "/pause");
        await().atMost(LONG).until(() -> job(job).at("/state").asString().equals("paused"));
        HUB.pieces.release(ALL);
        http.send("POST", "/api/jobs/" + job + "/resume");
        await().atMost(LONG).until(() -> job(job).at("/state").asString().equals("done"));
        assertThat(job(job).at("/result/revision").asString()).isEqualTo(FolderHub.COMMIT);

        JsonNode model = listed();
        assertThat(model.at("/state").asString()).isEqualTo("here");
        assertThat(model.at("/licence").asString()).isEqualTo("apache-2.0");
        assertThat(model.at("/removable").asBoolean()).isTrue();
        JsonNode kept = Http.json(
                http.post("/api/models/load", "application/json", "{\"id\":\"%s\",\"pin\":true}".formatted(ID)));
        assertThat(kept.at("/pinned").asBoolean()).isTrue();

        String check = Http.json(post("check", ID)).at("/id").asString();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> job(check).at("/state").asString().equals("done"));
        assertThat(listed().at("/checked/cosine").asDouble()).isGreaterThan(0.98);
        assertThat(http.get("/models", "Accept", "text/html", "Accept-Language", "en")
                        .body())
                .contains("checked")
                .doesNotContain("??");

        assertThat(Http.json(post("remove", ID)).at("/freed").asLong()).isGreaterThan(5_000_000);
        assertThat(http.get("/api/models").body()).doesNotContain(ID);
    }

    @Test
    void thePageLooksAModelUpAndSearches() {
        String english = "Accept-Language";
        assertThat(http.get("/models?look=" + ID, "Accept", "text/html", english, "en")
                        .body())
                .contains("the family vit is supported")
                .contains("apache-2.0")
                .contains("Download 5.6 MB")
                .doesNotContain("??");
        assertThat(http.get("/models?look=nobody/knows", "Accept", "text/html", english, "en")
                        .body())
                .contains("has no");
        assertThat(http.get("/models?look=pictures", "Accept", "text/html", english, "en")
                        .body())
                .contains("/models?look=" + ID);
        assertThat(http.get("/models?look=%3Cscript%3Ealert(1)%3C/script%3E", "Accept", "text/html")
                        .body())
                .doesNotContain("<script>alert");
    }

    private HttpResponse<String> download(String id) {
        return post("download", id);
    }

    private HttpResponse<String> post(String what, String id) {
        return http.post("/api/models/" + what, "application/json", "{\"id\":\"%s\"}".formatted(id));
    }

    private JsonNode job(String id) {
        return Http.json(http.get("/api/jobs/" + id));
    }

    private JsonNode listed() {
        for (JsonNode model : Http.json(http.get("/api/models")).at("/models")) {
            if (model.at("/id").asString().equals(ID)) {
                return model;
            }
        }
        throw new AssertionError("not listed");
    }
}
