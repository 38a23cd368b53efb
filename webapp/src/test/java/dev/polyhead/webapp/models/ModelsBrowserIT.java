package dev.polyhead.webapp.models;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.polyhead.core.hub.HubSettings;
import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.ServerTest;
import dev.polyhead.webapp.browser.Browsers;
import dev.polyhead.webapp.browser.Visit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** The pages Models and Jobs in a real browser, with a hub on loopback. */
@ServerTest
@Import(ModelsBrowserIT.Loopback.class)
class ModelsBrowserIT {
    private static final String ID = "somebody/pictures";
    private static final FolderHub HUB = new FolderHub(ID, Path.of("../models/vit-caltech101"));
    private static final int ALL = 100_000;

    @TempDir
    private static Path folder;

    private static Browsers browsers;

    private final int port;
    private final Http http;

    ModelsBrowserIT(@LocalServerPort int port) {
        this.port = port;
        http = new Http(port);
    }

    @TestConfiguration
    static class Loopback {
        @Bean
        @Primary
        HubSettings loopbackHub() throws IOException {
            return DownloadControllerTest.Loopback.settings(HUB);
        }
    }

    @BeforeAll
    static void start() {
        setDefaultAssertionTimeout(30_000);
        browsers = Browsers.start(folder.resolve("silence.wav"));
    }

    @AfterAll
    static void stop() {
        if (browsers != null) {
            browsers.close();
        }
        HUB.close();
    }

    @BeforeEach
    void slowly() {
        HUB.pieces.drainPermits();
    }

    @Test
    void aModelIsLookedUpFetchedLoadedCheckedAndRemoved() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/models");
            page.keyboard().press("/");
            page.keyboard().type(ID);
            page.keyboard().press("Enter");
            assertThat(page.locator("#looked")).containsText("the family vit is supported");
            assertThat(page.locator("#looked")).containsText("apache-2.0");
            page.getByText("Download 5.6 MB").click();
            Locator row = page.locator(".model", new Page.LocatorOptions().setHasText(ID));
            assertThat(row.locator("progress")).isVisible();
            HUB.pieces.release(20);
            assertThat(row).containsText("/ 5.6 MB");
            row.getByText("Pause").click();
            assertThat(row).containsText("paused");
            HUB.pieces.release(ALL);
            row.getByText("Resume").click();
            assertThat(row).containsText("on this machine");
            row.getByText("Load", new Locator.GetByTextOptions().setExact(true)).click();
            assertThat(row).containsText("loaded");
            row.getByText("Keep").click();
            assertThat(row).containsText("kept");
            page.waitForResponse(
                    answer -> answer.status() == 200 && answer.url().endsWith("/models"),
                    () -> row.getByText("Check").click());
            page.navigate("/jobs");
            Locator job = page.locator(".job", new Page.LocatorOptions().setHasText("Check of a model"));
            assertThat(job).containsText("done");
            job.locator("a").first().click();
            assertThat(row).containsText("checked");
            assertThat(row).containsText("cosine");
            page.onDialog(dialog -> dialog.accept());
            row.getByText("Remove").click();
            assertThat(row).hasCount(0);
        }
    }

    @Test
    void everyStateLooksFinishedInBothThemesAndWidths() {
        for (int width : new int[] {1280, 390}) {
            for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
                forgetJobs();
                HUB.pieces.drainPermits();
                try (Visit visit = new Visit(browsers.browser(), port, width, scheme, width == 390 ? "de" : "en")) {
                    String end = "-%d-%s".formatted(width, scheme.name().toLowerCase(Locale.ROOT));
                    Page page = visit.page();
                    page.navigate("/jobs");
                    visit.shoot("jobs-empty" + end);
                    visit.requireAccessible("the empty page Jobs" + end);

                    http.post("/api/models/load", "application/json", "{\"id\":\"minilm\"}");
                    page.navigate("/models");
                    visit.shoot("models" + end);
                    visit.requireAccessible("the page Models" + end);
                    page.navigate("/models?look=" + ID);
                    visit.shoot("models-look" + end);
                    visit.requireAccessible("a model of the hub" + end);
                    page.navigate("/models?look=pictures");
                    visit.shoot("models-found" + end);
                    page.navigate("/models?look=nobody/knows");
                    visit.shoot("models-refused" + end);
                    visit.requireAccessible("a model that the hub does not have" + end);

                    http.post("/api/models/download", "application/json", "{\"id\":\"%s\"}".formatted(ID));
                    HUB.pieces.release(24);
                    page.navigate("/models");
                    assertThat(page.locator("#model-list")).containsText("/ 5.6 MB");
                    visit.shoot("models-fetching" + end);
                    visit.requireAccessible("a download" + end);
                    http.post("/api/models/download", "application/json", "{\"id\":\"nobody/knows\"}");
                    page.navigate("/jobs");
                    assertThat(page.locator(".job[data-state=failed]")).isVisible();
                    visit.shoot("jobs" + end);
                    visit.requireAccessible("the page Jobs" + end);
                }
            }
        }
    }

    private void forgetJobs() {
        HUB.pieces.release(ALL);
        for (int times = 0; times < 2; times++) {
            Http.json(http.get("/api/jobs")).at("/jobs").forEach(job -> {
                String path = "/api/jobs/" + job.at("/id").asString();
                http.send("DELETE", path);
                org.awaitility.Awaitility.await()
                        .until(() -> http.get(path).statusCode() == 404
                                || !Http.json(http.get(path))
                                        .at("/state")
                                        .asString()
                                        .matches("running|queued"));
            });
        }
        http.post("/api/models/remove", "application/json", "{\"id\":\"%s\"}".formatted(ID));
    }
}
