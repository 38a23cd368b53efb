package dev.polyhead.webapp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.polyhead.webapp.ServerTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

/**
 * A stranger walks through all pages with the models and samples that ship. What the README shows is taken here:
 * {@code mvn verify -Dtest=EveryPageBrowserIT -Dsurefire.failIfNoSpecifiedTests=false} and then copy
 * {@code webapp/target/screenshots/readme/*.png} to {@code docs/screenshots}.
 */
@ServerTest
@DirtiesContext // it makes a key, and from then on the server is closed
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EveryPageBrowserIT {
    /** A page as the frame shows it, and what has to be on it before it is looked at. */
    private record Stop(String name, String path, String ready) {}

    private static final List<Stop> EMPTY = List.of(
            new Stop("start", "/start", "[data-start=music]"),
            new Stop("transcribe", "/", "#welcome"),
            new Stop("classify", "/classify", "#samples"),
            new Stop("text-chat-nomodel", "/text?tool=chat", ".suggested button"),
            new Stop("text-compare", "/text?tool=compare", "#tool-sample"),
            new Stop("text-fill-nomodel", "/text?tool=fill", ".suggested button"),
            new Stop("compose", "/compose", "#compose-form"),
            new Stop("models", "/models", "#model-list .row"),
            new Stop("access", "/keys", "#key-name"));

    @TempDir
    private static Path folder;

    private static Browsers browsers;
    private static String transcript = "";
    private static String piece = "";

    private final int port;

    EveryPageBrowserIT(@LocalServerPort int port) {
        this.port = port;
    }

    @BeforeAll
    static void start() {
        browsers = Browsers.start(folder.resolve("silence.wav"));
    }

    @AfterAll
    static void stop() {
        if (browsers != null) {
            browsers.close();
        }
    }

    /** What is done first has to load its model. */
    private static void await(Locator locator) {
        assertThat(locator.first()).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
    }

    @Test
    @Order(1)
    void eachThingOnThePageStartIsOneClick() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/start");
            page.locator("[data-start=transcribe] button[value='en.flac']").click();
            page.waitForURL(Pattern.compile("/transcriptions/[0-9a-f-]{36}"));
            await(page.locator("#transcript .word"));
            assertThat(page.locator("#transcript")).containsText("umbrella");
            transcript = Path.of(java.net.URI.create(page.url()).getPath()).toString();

            page.navigate("/start");
            page.locator("[data-start=pictures] a.picture").first().click();
            await(page.locator("#heat"));
            assertThat(page.locator(".score-label").first()).hasText("a cat");

            page.navigate("/start");
            page.locator("[data-start=pictures] button").click();
            await(page.locator("#gallery .tile"));
            assertThat(page.locator("#gallery .tile")).hasCount(3);

            page.navigate("/start");
            page.locator("[data-start=text] .button").first().click();
            await(page.locator(".matrix"));

            page.navigate("/start");
            page.locator("[data-start=music] .button").click();
            await(page.locator("#midi"));
            piece = Path.of(java.net.URI.create(page.url()).getPath()).toString();

            page.navigate("/start");
            assertThat(page.locator(".history li")).hasCount(4);
            assertThat(page.locator(".history")).containsText("a cat · cat.png");
            visit.shoot("start-again");
            page.locator(".history a", new Page.LocatorOptions().setHasText("a cat"))
                    .click();
            await(page.locator("#heat"));
            assertThat(page.locator(".score-label").first()).hasText("a cat");
            page.evaluate("const kept = JSON.parse(localStorage.getItem('polyhead.history'));"
                    + "kept[0].href = '/transcriptions/00000000-0000-0000-0000-000000000000';"
                    + "localStorage.setItem('polyhead.history', JSON.stringify(kept))");
            page.navigate("/start");
            page.locator(".history a").first().click();
            assertThat(page.locator("[data-gone]")).isVisible();
            visit.forgive("404");
            visit.shoot("gone");
            page.navigate("/start");
            assertThat(page.locator(".history li")).hasCount(3);
            page.locator("[data-history-clear]").click();
            assertThat(page.locator(".history")).isHidden();
            page.reload();
            assertThat(page.locator(".history")).isHidden();
        }
    }

    @Test
    @Order(2)
    void theWelcomeIsPutAwayForGood() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/");
            page.locator("#welcome button[name=welcome]").click();
            assertThat(page.locator("#input")).isVisible();
            assertThat(page.locator("#welcome")).hasCount(0);
        }
    }

    @Test
    @Order(3)
    void everyPageIsAccessibleAndFitsInBothThemesFromPhoneToDesk() {
        assertThat(transcript).as("the first test made a transcript").isNotEmpty();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(360, 1280)) {
                String language = (width == 360) == (scheme == ColorScheme.LIGHT) ? "de" : "en";
                String tail = "-%d-%s-%s".formatted(width, scheme.name().toLowerCase(Locale.ROOT), language);
                try (Visit visit = new Visit(browsers.browser(), port, width, scheme, language)) {
                    Page page = visit.page();
                    for (Stop stop : EMPTY) {
                        page.navigate(stop.path());
                        await(page.locator(stop.ready()));
                        look(visit, stop.name() + tail);
                    }
                    results(visit, tail);
                    page.navigate("/jobs");
                    await(page.locator(".job"));
                    look(visit, "jobs" + tail);
                    page.keyboard().press("?");
                    await(page.locator("#keys"));
                    look(visit, "keys" + tail);
                    page.navigate("/nowhere");
                    await(page.locator(".state.error"));
                    look(visit, "error" + tail);
                    visit.forgive("404");
                }
            }
        }
    }

    private static void results(Visit visit, String tail) {
        Page page = visit.page();
        page.navigate(transcript);
        await(page.locator("#transcript .word"));
        look(visit, "transcript" + tail);
        page.navigate("/search?q=a+red+bicycle");
        await(page.locator("#gallery .tile"));
        look(visit, "search" + tail);
        page.locator("#gallery .tile a, #gallery .tile button").first().click();
        await(page.locator("#full"));
        look(visit, "search-full" + tail);
        page.navigate("/classify?sample=cat.png");
        await(page.locator("#heat"));
        look(visit, "classify-done" + tail);
        page.navigate("/text?tool=compare&sample");
        await(page.locator(".matrix"));
        look(visit, "text-compared" + tail);
        page.navigate(piece);
        await(page.locator("#midi"));
        look(visit, "compose-done" + tail);
        page.navigate("/attention");
        await(page.locator("#heads [role=option]"));
        page.locator("#large").press("ArrowDown");
        look(visit, "attention" + tail);
    }

    private static void look(Visit visit, String name) {
        visit.requireAccessible(name);
        assertThat(visit.page().content()).as("messages of " + name).doesNotContain("??");
        visit.shoot("every/" + name);
    }

    @Test
    @Order(4)
    void keysAreListedOnEveryPage() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            for (String path : List.of(
                    "/start",
                    "/",
                    "/search",
                    "/classify",
                    "/text",
                    "/compose",
                    "/attention",
                    "/models",
                    "/jobs",
                    "/keys")) {
                page.navigate(path);
                page.waitForFunction("() => document.documentElement.classList.contains('js')");
                page.locator("h1").click();
                page.keyboard().press("?");
                await(page.locator("#keys dd"));
                page.keyboard().press("Escape");
                assertThat(page.locator("#keys")).isHidden();
            }
        }
    }

    /** The pictures of the README: one page each, with its result. */
    @Test
    @Order(5)
    void picturesForTheReadme() {
        for (Stop stop : List.of(
                new Stop("start", "/start", "[data-start=music]"),
                new Stop("transcribe", transcript, "#transcript .word"),
                new Stop("search", "/search?q=a+red+bicycle", "#gallery .tile"),
                new Stop("classify", "/classify?sample=cat.png&labels=a+cat,+a+house,+a+bicycle", "#heat"),
                new Stop("text", "/text?tool=compare&sample", ".matrix"),
                new Stop("compose", piece, "#midi"),
                new Stop("attention", "/attention", "#heads [role=option]"),
                new Stop("models", "/models", "#model-list .row"),
                new Stop("jobs", "/jobs", ".job"),
                new Stop("access", "/keys", "#key-name"))) {
            try (Visit visit = new Visit(browsers.browser(), port, 1000, ColorScheme.LIGHT, "en")) {
                visit.page().setViewportSize(1000, 680);
                visit.page().navigate(stop.path());
                await(visit.page().locator(stop.ready()));
                visit.page().waitForTimeout(300); // canvases are drawn a frame later
                visit.shoot("readme/" + stop.name());
            }
        }
    }

    /** The last, as from here on nobody enters without a key. */
    @Test
    @Order(6)
    void theDoorIsClosedWithAKeyAndOpenedWithIt() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(360, 1280)) {
                String tail = "-%d-%s".formatted(width, scheme.name().toLowerCase(Locale.ROOT));
                try (Visit visit = new Visit(browsers.browser(), port, width, scheme, width == 360 ? "de" : "en")) {
                    door(visit, tail);
                }
            }
        }
    }

    private static String secret = "";

    private static void door(Visit visit, String tail) {
        Page page = visit.page();
        if (secret.isEmpty()) {
            page.navigate("/keys");
            page.locator("#key-name").fill("Ada");
            page.locator("main button.primary").click();
            await(page.locator("#made-key"));
            secret = page.locator("#made-key").textContent();
            look(visit, "access-made" + tail);
            page.context().clearCookies();
        }
        page.navigate("/jobs");
        await(page.locator("#key"));
        look(visit, "login" + tail);
        page.locator("#key").fill("guessed");
        page.keyboard().press("Enter");
        await(page.locator("#failed"));
        look(visit, "login-wrong" + tail);
        page.locator("#key").fill(secret);
        page.keyboard().press("Enter");
        await(page.locator(".job"));
        page.navigate("/keys");
        await(page.locator(".rows .row"));
        look(visit, "access-keys" + tail);
        visit.forgive("401");
    }
}
