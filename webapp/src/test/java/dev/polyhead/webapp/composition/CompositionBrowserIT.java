package dev.polyhead.webapp.composition;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.polyhead.music.MidiFile;
import dev.polyhead.music.Note;
import dev.polyhead.music.Score;
import dev.polyhead.music.Synthesizer;
import dev.polyhead.webapp.ServerTest;
import dev.polyhead.webapp.browser.Browsers;
import dev.polyhead.webapp.browser.Visit;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The page Compose in a real browser, with the shipped model. */
@ServerTest
class CompositionBrowserIT {
    private static final Score TUNE = Score.of(List.of(
            new Note(0, 0.6, 60, 90, 0),
            new Note(0.6, 1.2, 62, 90, 0),
            new Note(1.2, 1.8, 64, 90, 0),
            new Note(1.8, 2.6, 67, 90, 0)));

    @TempDir
    private static Path folder;

    private static Browsers browsers;

    private final int port;

    CompositionBrowserIT(@LocalServerPort int port) {
        this.port = port;
    }

    @BeforeAll
    static void start() throws IOException {
        Path microphone = folder.resolve("microphone.wav");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(microphone))) {
            new Synthesizer().write(TUNE, out);
        }
        browsers = Browsers.start(microphone);
    }

    @AfterAll
    static void stop() {
        if (browsers != null) {
            browsers.close();
        }
    }

    @Test
    void aPieceIsComposedPlayedAndDownloaded() throws IOException {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/compose");
            visit.shoot("compose-empty");
            compose(page, "8", "7");
            page.waitForFunction("() => Number(document.getElementById('compose').dataset.audioTime) > 0.5");
            page.waitForFunction("() => document.getElementById('clock').textContent.startsWith('0:02')");
            assertThat(page.locator("#summary")).containsText("8.0 s");
            Download download = page.waitForDownload(() -> page.locator("#midi").click());
            MidiFile midi = MidiFile.read(download.path());
            assertThat(midi.warnings()).isEmpty();
            assertThat(midi.score().seconds()).isBetween(7.9, 8.1);
            assertThat(page.url()).contains("/compose/");
            page.locator("#attention").click();
            assertThat(page.locator("#attention-about")).isVisible();
            visit.shoot("compose-done");
        }
    }

    @Test
    void aDroppedMidiFileIsContinuedAndThenFromHere() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/compose");
            visit.drop("tune.mid", MidiFile.write(TUNE));
            assertThat(page.locator("#primer-name")).hasText("tune.mid");
            page.locator("#listen").uncheck();
            compose(page, "3", "2");
            assertThat(page.locator("#summary")).containsText("5.6 s");
            page.locator(".compose-roll canvas").focus();
            page.keyboard().press("Home");
            page.keyboard().press("PageUp");
            page.locator("#continue").click();
            assertThat(page.locator("#summary")).containsText("8.0 s");
        }
    }

    @Test
    void aHummedMelodyIsContinued() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/compose");
            page.keyboard().press("r");
            page.waitForTimeout(3500);
            page.keyboard().press("r");
            assertThat(page.locator("#primer-clear")).isVisible();
            page.locator("#listen").uncheck();
            compose(page, "2", "3");
            assertThat(page.locator("#notes-text")).containsText("s");
        }
    }

    @Test
    void severalPiecesStandSideBySide() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/compose");
            page.locator("#candidates").selectOption("2");
            page.locator("#listen").uncheck();
            compose(page, "3", "4");
            assertThat(page.locator(".compose-roll")).hasCount(2);
            page.locator(".compose-roll canvas").nth(1).click();
            assertThat(page.locator(".compose-roll").nth(1)).hasClass("compose-roll chosen");
            assertThat(page.locator("#summary")).containsText("seed 5");
            visit.shoot("compose-candidates");
        }
    }

    @Test
    void whatCannotBeContinuedIsExplainedAndTheInputKept() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/compose");
            visit.drop("notes.mid", "no music".getBytes(StandardCharsets.UTF_8));
            page.locator("#submit").click();
            assertThat(page.locator("#error-text")).containsText("is not a MIDI file");
            assertThat(page.locator("#primer-name")).hasText("notes.mid");
            visit.shoot("compose-error");
            visit.forgive("415");
        }
    }

    @Test
    void thePageIsAccessibleOnEveryScreenInBothThemes() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(390, 1280)) {
                try (Visit visit = new Visit(browsers.browser(), port, width, scheme, "de-DE")) {
                    Page page = visit.page();
                    page.navigate("/compose");
                    visit.requireAccessible("the empty page");
                    page.locator("#listen").uncheck();
                    compose(page, "4", "1");
                    visit.requireAccessible("the page with a piece");
                    visit.shoot("compose-%d-%s".formatted(width, scheme.name().toLowerCase(Locale.ROOT)));
                }
            }
        }
    }

    @Test
    void theFormWorksWithoutScripts() {
        try (Visit visit = Visit.withoutScripts(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/compose");
            page.locator("#seconds").fill("1");
            page.locator("#submit").click();
            for (int i = 0; i < 40 && page.locator("a[href$='.mid']").count() == 0; i++) {
                page.waitForTimeout(500);
                page.reload();
            }
            assertThat(page.locator("a[href$='.mid']").first()).isVisible();
        }
    }

    private static void compose(Page page, String seconds, String seed) {
        page.locator("#seconds").fill(seconds);
        page.locator("#seed").fill(seed);
        page.locator("#submit").click();
        assertThat(page.locator("#downloads")).isVisible();
    }
}
