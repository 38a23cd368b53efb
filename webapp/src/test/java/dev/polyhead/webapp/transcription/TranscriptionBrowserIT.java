package dev.polyhead.webapp.transcription;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import dev.polyhead.webapp.ServerTest;
import dev.polyhead.webapp.browser.Browsers;
import dev.polyhead.webapp.browser.Visit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

/** The page Transcribe in a real browser. */
@ServerTest
@ActiveProfiles("fake")
class TranscriptionBrowserIT {
    private static final Pattern RESULT = Pattern.compile("/transcriptions/[0-9a-f-]{36}");

    @TempDir
    private static Path folder;

    private static Browsers browsers;

    @Autowired
    private FakeRecognition fake;

    private final int port;

    TranscriptionBrowserIT(@LocalServerPort int port) {
        this.port = port;
    }

    @BeforeAll
    static void start() throws IOException {
        Path microphone = folder.resolve("microphone.wav");
        Files.write(microphone, Sounds.wav(10));
        browsers = Browsers.start(microphone);
    }

    @AfterAll
    static void stop() {
        if (browsers != null) {
            browsers.close();
        }
    }

    @BeforeEach
    void quick() {
        fake.pauseMillis = 0;
        fake.silent = false;
    }

    @Test
    void theTextAppearsWhileItIsWritten() {
        fake.pauseMillis = 500;
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/");
            choose(page, "hives.wav");
            page.waitForURL(RESULT);
            assertThat(page.locator(".unfinished")).isVisible();
            assertThat(page.locator("#live-text .segment").first())
                    .containsText("In the beginning of the year the hives are quiet.");
            visit.shoot("transcribe-working");
            fake.pauseMillis = 0;
            assertThat(page.locator("#transcript .segment")).hasCount(5);
            assertThat(page.locator(".facts summary")).containsText("0:04");
        }
    }

    @Test
    void aWordIsHeardWhereItIsClicked() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            transcribe(page);
            page.locator(".word", new Page.LocatorOptions().setHasText("willows"))
                    .click();
            assertThat(page.locator(".word.now")).hasText("willows");
            assertThat(page.locator(".segment.now")).containsText("By April");
            double at = ((Number) page.evaluate("() => document.getElementById('audio').currentTime")).doubleValue();
            assertThat(at).isBetween(1.6, 2.4);
            page.keyboard().press("ArrowRight");
            assertThat(page.locator("#clock")).containsText("0:04");
            page.keyboard().press("ArrowLeft");
            page.keyboard().press(" ");
            page.waitForFunction("() => document.getElementById('audio').currentTime > 0.3");
            page.locator("#play").click();
            assertThat(page.locator("#play")).hasAttribute("aria-label", "Play");
        }
    }

    @Test
    void theMicrophoneIsRecorded() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/");
            page.keyboard().press("r");
            assertThat(page.locator("#recording")).isVisible();
            assertThat(page.locator("#recording-time")).hasText("0:01");
            Object drawn = page.evaluate("() => { const c = document.getElementById('level');"
                    + " return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v > 0); }");
            assertThat(drawn).as("the level meter moves").isEqualTo(true);
            visit.shoot("transcribe-recording");
            page.keyboard().press("r");
            page.waitForURL(RESULT);
            assertThat(page.locator("#transcript .segment")).hasCount(5);
            assertThat(page.locator(".live-name")).containsText(".webm");
        }
    }

    @Test
    void aRecordingIsDiscardedWithEscape() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/");
            page.locator("#record").click();
            assertThat(page.locator("#recording")).isVisible();
            page.keyboard().press("Escape");
            assertThat(page.locator("#recording")).isHidden();
            assertThat(page.locator("#drop")).isVisible();
        }
    }

    @Test
    void aFileMayBeDroppedAnywhere() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            visit.page().navigate("/");
            visit.drop("dropped.wav", Sounds.wav(2));
            visit.page().waitForURL(RESULT);
            assertThat(visit.page().locator(".live-name")).hasText("dropped.wav");
        }
    }

    @Test
    void aSampleIsOneClick() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            visit.page().navigate("/");
            visit.page().locator(".sample").first().click();
            visit.page().waitForURL(RESULT);
            assertThat(visit.page().locator("#transcript .segment")).hasCount(5);
        }
    }

    @Test
    void whatIsCancelledIsSaidToBe() {
        fake.pauseMillis = 300;
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/");
            choose(page, "hives.wav");
            page.waitForURL(RESULT);
            assertThat(page.locator(".unfinished")).isVisible();
            page.locator("#cancel").click();
            assertThat(page.locator(".state.stopped h2")).hasText("Cancelled");
            visit.shoot("transcribe-cancelled");
            fake.pauseMillis = 0;
            page.locator(".state.stopped .primary").click();
            assertThat(page.locator("#transcript .segment")).hasCount(5);
        }
    }

    @Test
    void correctionsAreSaved() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            transcribe(page);
            page.locator("#edit").click();
            page.locator(".said").first().fill("At the beginning of the year the hives are quiet.");
            visit.shoot("transcribe-editing");
            page.locator("#save").click();
            assertThat(page.locator("#edit")).hasAttribute("aria-pressed", "false");
            assertThat(page.locator(".segment").first()).containsText("At the beginning");
            page.reload();
            assertThat(page.locator(".segment").first()).containsText("At the beginning");
            assertThat(page.locator(".segment .word").first()).hasText("At");
        }
    }

    @Test
    void theTextIsDownloadedAndCopied() throws IOException {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            transcribe(page);
            Map<String, String> beginnings = Map.of(
                    "txt", "In the beginning",
                    "srt", "1\n00:00:00,000 --> ",
                    "vtt", "WEBVTT",
                    "tsv", "start\tend\ttext",
                    "lrc", "[",
                    "json", "{");
            for (Map.Entry<String, String> format : beginnings.entrySet()) {
                Locator link = page.locator(".downloads a", new Page.LocatorOptions().setHasText(format.getKey()));
                Download download = page.waitForDownload(link::click);
                assertThat(download.suggestedFilename()).isEqualTo("hives." + format.getKey());
                assertThat(Files.readString(download.path())).startsWith(format.getValue());
            }
            page.locator("#copy-text").click();
            assertThat(page.locator(".toast")).hasText("Copied");
            assertThat(String.valueOf(page.evaluate("() => navigator.clipboard.readText()")))
                    .contains("hives are quiet");
        }
    }

    @Test
    void silenceOffersNothingToCopyOrCorrect() {
        fake.silent = true;
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/");
            choose(page, "silence.wav");
            page.waitForURL(RESULT);
            assertThat(page.locator(".done .state")).hasText("Nobody speaks in this recording.");
            assertThat(page.locator("#copy-text, #edit, #save")).hasCount(0);
            assertThat(page.locator(".downloads a")).hasCount(6);
            visit.shoot("transcribe-silence");
            visit.requireAccessible("the page of a silent recording");
        }
    }

    @Test
    void whatCannotBeSentIsExplainedAndKept() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/");
            page.locator("#file").setInputFiles(new FilePayload("empty.wav", "audio/wav", new byte[0]));
            assertThat(page.locator("#failed")).isVisible();
            assertThat(page.locator("#failed-text")).containsText("empty.wav");
            visit.shoot("transcribe-error");
            visit.requireAccessible("the error");
            page.locator("#failed-other").click();
            assertThat(page.locator("#drop")).isVisible();
            visit.forgive("400");
        }
    }

    @Test
    void keysAreListedAndWork() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/");
            page.keyboard().press("?");
            assertThat(page.locator("#keys")).isVisible();
            assertThat(page.locator("#keys")).containsText("Record");
            visit.shoot("keys");
            page.keyboard().press("Escape");
            assertThat(page.locator("#keys")).isHidden();
            page.keyboard().press("/");
            assertThat(page.locator("#file")).isFocused();
        }
    }

    @Test
    void theCallIsShownAsCurl() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/");
            page.locator("#language").selectOption("de");
            page.locator("#task").selectOption("translate");
            page.locator("details.curl summary").click();
            assertThat(page.locator(".curl-text")).containsText("/v1/audio/translations");
            assertThat(page.locator(".curl-text")).containsText("language=de");
        }
    }

    @Test
    void itWorksWithoutScripts() {
        try (Visit visit = Visit.withoutScripts(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/");
            assertThat(page.locator("#record")).isHidden();
            page.locator("#file").setInputFiles(new FilePayload("plain.wav", "audio/wav", Sounds.wav(2)));
            page.locator(".without-js", new Page.LocatorOptions().setHasText("Transcribe"))
                    .last()
                    .click();
            page.waitForURL(RESULT);
            for (int i = 0; i < 40 && page.locator("#transcript").count() == 0; i++) {
                page.waitForTimeout(250);
                page.reload();
            }
            assertThat(page.locator("#transcript .segment")).hasCount(5);
            assertThat(page.locator("audio")).isVisible();
            visit.shoot("transcribe-without-scripts");
        }
    }

    @Test
    void everyStateLooksRightOnPhoneAndDeskInBothThemes() {
        for (int width : new int[] {360, 390, 1280}) {
            for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
                String language = (width == 390) == (scheme == ColorScheme.LIGHT) ? "en" : "de";
                String tail = "-%d-%s-%s".formatted(width, scheme.name().toLowerCase(java.util.Locale.ROOT), language);
                try (Visit visit = new Visit(browsers.browser(), port, width, scheme, language)) {
                    Page page = visit.page();
                    page.navigate("/");
                    visit.shoot("transcribe-empty" + tail);
                    visit.requireAccessible("the empty page" + tail);
                    assertThat(page.content()).as("messages").doesNotContain("??");
                    transcribe(page);
                    page.locator(".word").nth(12).click();
                    visit.shoot("transcribe-done" + tail);
                    visit.requireAccessible("the transcript" + tail);
                }
            }
        }
    }

    @Test
    void theModelIsShownAndChosenOnEveryWidth() {
        for (int width : new int[] {360, 1280}) {
            try (Visit visit = new Visit(browsers.browser(), port, width, ColorScheme.LIGHT, "en")) {
                visit.page().navigate("/");
                visit.page().locator("#chip summary").click();
                assertThat(visit.page().locator("#chip .floating")).isVisible();
                visit.shoot("chip-" + width);
                visit.requireAccessible("the open chip");
                visit.page().locator("#chip .floating button").click();
                visit.page().waitForURL(Pattern.compile("model=whisper-base"));
            }
        }
    }

    @Test
    void aPageThatIsNotThereSaysSo() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            visit.page().navigate("/nowhere");
            assertThat(visit.page().locator("h2").first()).hasText("There is nothing here");
            visit.shoot("not-found");
            visit.requireAccessible("the missing page");
            visit.forgive("404");
        }
    }

    private void transcribe(Page page) {
        page.navigate("/");
        choose(page, "hives.wav");
        page.waitForURL(RESULT);
        assertThat(page.locator("#transcript .segment")).hasCount(5);
        page.waitForFunction("() => document.getElementById('clock').textContent.includes('0:04')");
    }

    private static void choose(Page page, String name) {
        page.locator("#file").setInputFiles(new FilePayload(name, "audio/wav", Sounds.wav(4)));
    }
}
