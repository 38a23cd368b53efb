package dev.polyhead.webapp.text;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.polyhead.webapp.ServerTest;
import dev.polyhead.webapp.browser.Browsers;
import dev.polyhead.webapp.browser.Visit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The page Text in a real browser: the shipped encoder, and a tiny model for each other tool. */
@ServerTest
class TextBrowserIT {
    private static final Path FOLDER = folder();
    private static final String SMOL = "SmolLM2-135M-Instruct";
    private static Browsers browsers;

    private final int port;

    TextBrowserIT(@LocalServerPort int port) {
        this.port = port;
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("polyhead-text");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @DynamicPropertySource
    static void models(DynamicPropertyRegistry registry) {
        registry.add("polyhead.models.folders", () -> checkpoints() == null ? FOLDER : FOLDER + "," + checkpoints());
    }

    private static Path checkpoints() {
        String named = System.getenv("POLYHEAD_TEST_CHECKPOINTS");
        return named == null ? null : Path.of(named);
    }

    @BeforeAll
    static void start() throws IOException {
        for (String model :
                List.of("llama-causal-lm", "bert-masked-lm", "bert-sequence-classification", "marian", "t5-relu")) {
            TinyChatModel.write(FOLDER.resolve("tiny-" + model), model);
        }
        Path tokenizer = FOLDER.resolve("tiny-bert-masked-lm/tokenizer.json");
        Files.writeString(
                tokenizer,
                Files.readString(tokenizer)
                        .replace("\"t4\":4", "\"[MASK]\":4")
                        .replace(
                                "\"added_tokens\":[]",
                                "\"added_tokens\":[{\"id\":4,\"content\":\"[MASK]\",\"single_word\":false,\"lstrip\":false,"
                                        + "\"rstrip\":false,\"normalized\":false,\"special\":true}]"));
        browsers = Browsers.start(FOLDER.resolve("nothing.wav"));
    }

    @AfterAll
    static void stop() {
        if (browsers != null) {
            browsers.close();
        }
    }

    /** The first question loads the model. */
    private static LocatorAssertions.IsVisibleOptions loaded() {
        return new LocatorAssertions.IsVisibleOptions().setTimeout(60_000);
    }

    @Test
    void aChatAnswersGoesOnAndIsRememberedByThisBrowser() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/text?tool=chat&model=tiny-llama-causal-lm");
            page.locator("details", new Page.LocatorOptions().setHasText("Manner"))
                    .locator("summary")
                    .first()
                    .click();
            page.locator("#most").fill("5");
            say(page, "t5 t6");
            assertThat(page.locator("#chat-status")).containsText("5 tokens");
            say(page, "t7 t8");
            assertThat(page.locator(".turn")).hasCount(4);
            assertThat(page.locator("#chat-status")).containsText("tokens/s");
            assertThat(page.locator(".curl-text")).containsText("/v1/chat/completions");
            page.keyboard().press("Tab");
            page.locator("#renew").click();
            assertThat(page.locator(".turn")).hasCount(0);
            Locator before = page.locator(".history li a");
            assertThat(before).hasCount(1);
            before.click();
            assertThat(page.locator(".turn")).hasCount(4);
            assertThat(page.locator(".turn .said").first()).hasText("t5 t6");
            page.locator("[data-history-clear]").click();
            assertThat(page.locator(".history")).isHidden();
        }
    }

    @Test
    void anAnswerStreamsUntilItIsStopped() {
        assumeTrue(
                checkpoints() != null && Files.isDirectory(checkpoints().resolve(SMOL)),
                "POLYHEAD_TEST_CHECKPOINTS has no " + SMOL);
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/text?tool=chat&model=" + SMOL);
            say(page, "Write a long story about a lighthouse.");
            Locator answer = page.locator(".turn[data-role=assistant] .said");
            page.waitForFunction(
                    "() => document.querySelector('.turn[data-role=assistant] .said')?.textContent.length > 40",
                    null,
                    new Page.WaitForFunctionOptions().setTimeout(60_000));
            assertThat(page.locator("#stop")).isVisible();
            visit.shoot("text-chat-writing");
            page.keyboard().press("Escape");
            assertThat(page.locator("#chat-status")).hasText("Stopped");
            String written = answer.textContent();
            page.waitForTimeout(500);
            assertThat(answer.textContent()).isEqualTo(written);
            assertThat(page.locator("#send")).isEnabled();
        }
    }

    @Test
    void textsAreComparedInAMatrixWithALinkOfItsOwn() throws IOException {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/text?tool=compare");
            page.locator("#input").fill("A cat\nA kitten\nThe stock market");
            page.locator("#run").click();
            assertThat(page.locator(".matrix rect").first()).isVisible(loaded());
            assertThat(page.locator(".matrix rect")).hasCount(9);
            assertThat(page.locator(".pairs tr").first()).containsText("A cat · A kitten");
            Download download = page.waitForDownload(
                    () -> page.locator("[data-result-download]").click());
            assertThat(download.suggestedFilename()).isEqualTo("compare.tsv");
            assertThat(Files.readString(download.path())).startsWith("A cat\t1.00\t");
            page.locator("[data-result-copy]").click();
            assertThat(page.locator(".toast")).hasText("Copied");
            // A second run swaps the result again: nothing inline may come with it.
            page.locator("#run").click();
            page.waitForResponse(
                    answer -> answer.url().endsWith("/text"),
                    () -> page.locator("#run").click());
            page.locator("#permalink").click();
            assertThat(page.locator(".matrix rect")).hasCount(9);
            assertThat(page.locator(".history li")).hasCount(1);
            assertThat(page.locator(".history li a")).hasText("Compare: A cat A kitten The stock market");
        }
    }

    @Test
    void theSampleIsComparedWithOneClickFromThePageStart() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            visit.page().navigate("/start");
            visit.page().locator("[data-start=text] .button").first().click();
            assertThat(visit.page().locator(".matrix rect").first()).isVisible(loaded());
            assertThat(visit.page().locator(".compared-texts li")).hasCount(5);
        }
    }

    @Test
    void everyOtherToolAnswersOnEveryScreenInBothThemes() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(360, 1280)) {
                try (Visit visit = new Visit(browsers.browser(), port, width, scheme, width == 360 ? "de" : "en")) {
                    String tail = "-%d-%s".formatted(width, scheme.name().toLowerCase(java.util.Locale.ROOT));
                    for (String[] tool : new String[][] {
                        {"compare", "all-MiniLM-L6-v2", "A cat\nA kitten\nStocks", ".matrix"},
                        {"fill", "tiny-bert-masked-lm", "t5 [MASK] t7", ".bars li"},
                        {"classify", "tiny-bert-sequence-classification", "t5 t6 t7", ".bars li"},
                        {"summarize", "tiny-t5-relu", "t5 t6 t7 t8", "#rewritten"},
                        {"translate", "tiny-marian", "t5 t6 t7 t8", "#rewritten"}
                    }) {
                        run(visit.page(), tool);
                        visit.requireAccessible(tool[0] + tail);
                        visit.shoot("text-" + tool[0] + tail);
                        assertThat(visit.page().content()).doesNotContain("??");
                    }
                    visit.page().navigate("/text?tool=chat&model=tiny-llama-causal-lm");
                    visit.page().locator("[data-say]").first().click();
                    assertThat(visit.page().locator(".turn")).hasCount(2);
                    visit.requireAccessible("a chat" + tail);
                    visit.shoot("text-chat" + tail);
                }
            }
        }
    }

    private static void run(Page page, String[] tool) {
        page.navigate("/text?tool=%s&model=%s".formatted(tool[0], tool[1]));
        page.locator("#input").fill(tool[2]);
        page.locator("#run").click();
        assertThat(page.locator(tool[3]).first()).isVisible(loaded());
        String shown = page.locator("#result").textContent();
        page.locator("#permalink").click();
        page.waitForURL("**text=**");
        assertThat(page.locator("#input")).hasValue(tool[2]);
        assertThat(page.locator("#result").textContent().replaceAll("\\d+ ms", ""))
                .isEqualTo(shown.replaceAll("\\d+ ms", ""));
    }

    @Test
    void whatIsWrongIsSaidAndTheTextStays() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/text?tool=fill&model=tiny-bert-masked-lm");
            page.locator("#input").fill("t5 t6");
            page.locator("#run").click();
            assertThat(page.locator(".state.error")).isVisible(loaded());
            assertThat(page.locator(".state.error")).containsText("[MASK]");
            assertThat(page.locator("#input")).hasValue("t5 t6");
            visit.shoot("text-error");
            visit.requireAccessible("an error of a tool");
        }
    }

    private static void say(Page page, String text) {
        page.locator("#say").fill(text);
        page.keyboard().press("Enter");
    }
}
