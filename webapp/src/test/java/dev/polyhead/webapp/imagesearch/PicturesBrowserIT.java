package dev.polyhead.webapp.imagesearch;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.ServerTest;
import dev.polyhead.webapp.browser.Browsers;
import dev.polyhead.webapp.browser.Visit;
import dev.polyhead.webapp.classification.PictureSamples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The pages Search and Classify in a real browser, with the shipped models and samples. */
@ServerTest
class PicturesBrowserIT {
    @TempDir
    private static Path folder;

    private static Browsers browsers;

    private final int port;
    private final Http http;

    @Autowired
    private PictureSamples samples;

    PicturesBrowserIT(@LocalServerPort int port) {
        this.port = port;
        http = new Http(port);
    }

    @BeforeAll
    static void start() throws IOException {
        // Nobody speaks here: the browser's own tone stands in for a microphone.
        browsers = Browsers.start(folder.resolve("silence.wav"));
    }

    @AfterAll
    static void stop() {
        if (browsers != null) {
            browsers.close();
        }
    }

    @Test
    void aPictureIsClassifiedAndTheModelShowsWhereItLooked() throws IOException {
        for (int width : new int[] {1280, 390}) {
            for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
                try (Visit visit = new Visit(browsers.browser(), port, width, scheme, "en")) {
                    String end = "-%d-%s".formatted(width, scheme.name().toLowerCase(Locale.ROOT));
                    Page page = visit.page();
                    page.navigate("/classify");
                    visit.shoot("classify-empty" + end);
                    visit.requireAccessible("the empty page Classify" + end);
                    page.locator(".picture-sample >> nth=2").click();
                    assertThat(page.locator("#scores li")).hasCount(5);
                    assertThat(page.locator("#heat")).isVisible();
                    page.locator("#layer").fill("2");
                    assertThat(page.locator("#layer-value")).hasText("2 / 6");
                    page.locator("#labels").fill("bicycle, cat, house");
                    page.locator("#labels").press("Enter");
                    assertThat(page.locator("#scores li >> nth=0")).containsText("bicycle");
                    visit.shoot("classify-done" + end);
                    visit.requireAccessible("the page Classify with an answer" + end);
                }
            }
        }
    }

    @Test
    void whatIsNoPictureIsExplainedAndTheInputKept() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/classify");
            page.locator("#file")
                    .setInputFiles(new FilePayload("notes.png", "image/png", "hello".getBytes(StandardCharsets.UTF_8)));
            assertThat(page.locator("#failed")).containsText("text, not a picture");
            visit.shoot("classify-error");
            visit.forgive("415");
        }
    }

    @Test
    void anEmptyCollectionIsFilledWithSamplesAndSearched() throws IOException {
        String name = fresh();
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/search?collection=" + name);
            assertThat(page.locator("#empty")).isVisible();
            visit.shoot("search-empty");
            visit.requireAccessible("the empty page Search");
            page.locator("#samples").click();
            assertThat(page.locator(".tile-open")).hasCount(3);

            page.locator("#q").fill("a red bicycle");
            page.locator("#go").click();
            assertThat(page.locator("#status")).containsText("ms");
            assertThat(page.locator(".tile-open >> nth=0")).hasAttribute("aria-label", "Show red-bicycle.jpg");

            visit.drop("cat.png", Files.readAllBytes(samples.get("cat.png")));
            assertThat(page.locator("#terms .term")).hasCount(2);
            // The new answer may begin with the same picture, and a tile that is exchanged loses the focus.
            page.evaluate("for (const tile of document.querySelectorAll('.tile-open')) tile.dataset.before = ''");
            page.locator("#terms button >> nth=0").click();
            assertThat(page.locator(".tile-open[data-before]")).hasCount(0);
            assertThat(page.locator(".tile-open >> nth=0")).hasAttribute("aria-label", "Show cat.png");

            page.locator(".tile-open >> nth=0").focus();
            page.keyboard().press("ArrowRight");
            page.keyboard().press("Enter");
            assertThat(page.locator("#full")).isVisible();
            page.locator("#tag").fill("<i>mine</i>");
            page.locator("#tag").press("Enter");
            assertThat(page.locator("#full-tags .term")).hasText("<i>mine</i>");
            page.locator("#suggest").click();
            assertThat(page.locator(".suggestion")).hasCount(5);
            page.locator(".suggestion >> nth=0").click();
            assertThat(page.locator("#full-tags .term")).hasCount(2);
            visit.shoot("search-full");
            visit.requireAccessible("a picture in full view");
            page.locator("#full-less").click();
            assertThat(page.locator("#terms .against")).hasCount(1);
        }
    }

    @Test
    void theGalleryReadsWellEverywhere() throws IOException {
        String name = fresh();
        fill(name);
        for (int width : new int[] {1280, 390}) {
            for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
                try (Visit visit = new Visit(browsers.browser(), port, width, scheme, width == 390 ? "de" : "en")) {
                    String end = "-%d-%s".formatted(width, scheme.name().toLowerCase(Locale.ROOT));
                    Page page = visit.page();
                    page.navigate("/search?collection=" + name + "&q=a%20cat");
                    assertThat(page.locator(".tile-open")).hasCount(4);
                    visit.shoot("search-query" + end);
                    visit.requireAccessible("the page Search" + end);
                    page.locator("#add-open").click();
                    visit.shoot("search-add" + end);
                    visit.requireAccessible("adding pictures" + end);
                }
            }
        }
    }

    @Test
    void aHostileNameRunsNothing() throws IOException {
        String name = fresh();
        fill(name);
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.onDialog(dialog -> {
                throw new AssertionError("A file name ran a script: " + dialog.message());
            });
            page.navigate("/search?collection=" + name);
            assertThat(page.locator(".tile-open")).hasCount(4);
            page.locator("[aria-label*=onerror]").first().click();
            assertThat(page.locator("#full-name")).containsText("onerror=alert");
            assertThat(page.locator("#full-name img").count()).isZero();
        }
    }

    @Test
    void bothPagesWorkWithoutScripts() throws IOException {
        String name = fresh();
        fill(name);
        try (Visit visit = Visit.withoutScripts(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/search?collection=" + name);
            assertThat(page.locator(".tile")).hasCount(4);
            page.locator("#q").fill("a red bicycle");
            page.locator("#go").click();
            assertThat(page.locator(".tile img >> nth=0")).hasAttribute("alt", "red-bicycle.jpg");
            page.navigate("/classify");
            page.locator(".picture-sample >> nth=0").click();
            assertThat(page.locator("#scores li")).hasCount(5);
        }
    }

    private String fresh() {
        String name = "c-" + UUID.randomUUID();
        assertThat(http.post("/api/collections", "application/json", "{\"name\":\"" + name + "\"}")
                        .statusCode())
                .isEqualTo(201);
        return name;
    }

    /** The samples, and one more whose name is an attack. */
    private void fill(String name) throws IOException {
        byte[] cat = Files.readAllBytes(samples.get("cat.png"));
        byte[] other = Arrays.copyOf(cat, cat.length + 1);
        Http.Form form = new Http.Form().file("files", "<img src=x onerror=alert(1)>.png", other);
        for (Path sample : samples.all()) {
            form.file("files", sample);
        }
        assertThat(http.post("/api/collections/" + name + "/images", form).statusCode())
                .isEqualTo(200);
    }
}
