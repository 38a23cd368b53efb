package dev.polyhead.webapp.text;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.ServerTest;
import dev.polyhead.webapp.browser.Browsers;
import dev.polyhead.webapp.browser.Visit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** The page Attention in a real browser: the shipped encoder, and tiny models of other kinds. */
@ServerTest
class AttentionBrowserIT {
    private static final Path FOLDER = folder();
    private static Browsers browsers;

    private final int port;

    AttentionBrowserIT(@LocalServerPort int port) {
        this.port = port;
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("polyhead-attention");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @DynamicPropertySource
    static void models(DynamicPropertyRegistry registry) {
        registry.add("polyhead.models.folders", FOLDER::toString);
    }

    @BeforeAll
    static void start() throws IOException {
        for (String model : List.of("marian", "gpt2-causal-lm", "longformer", "bigbird")) {
            TinyChatModel.write(FOLDER.resolve("tiny-" + model), model);
        }
        browsers = Browsers.start(FOLDER.resolve("nothing.wav"));
    }

    @AfterAll
    static void stop() {
        if (browsers != null) {
            browsers.close();
        }
    }

    @Test
    void everyHeadIsAThumbnailAndOneIsLarge() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/attention?model=all-MiniLM-L6-v2");
            assertThat(page.locator("#heads [role=option]")).hasCount(6 * 12, loaded());
            assertThat(page.locator("#large-title")).hasText("Layer 1 · Head 1");
            page.locator("#heads [role=option]").nth(17).click();
            assertThat(page.locator("#large-title")).hasText("Layer 2 · Head 6");
            page.locator("#heads").press("ArrowLeft");
            page.locator("#heads").press("ArrowDown");
            assertThat(page.locator("#large-title")).hasText("Layer 3 · Head 5");
            page.locator("#large-title").click();
            page.keyboard().press("h");
            page.keyboard().press("Shift+L");
            assertThat(page.locator("#large-title")).hasText("Layer 2 · Head 6");
            visit.shoot("attention-done");
        }
    }

    /** The first question loads the model. */
    private static LocatorAssertions.HasCountOptions loaded() {
        return new LocatorAssertions.HasCountOptions().setTimeout(60_000);
    }

    private static LocatorAssertions.IsVisibleOptions shown() {
        return new LocatorAssertions.IsVisibleOptions().setTimeout(60_000);
    }

    @Test
    void hoverAndArrowsSayWhatATokenLooksAt() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/attention?model=all-MiniLM-L6-v2&text=a+cat+sleeps");
            assertThat(page.locator("#heads [role=option]").first()).isVisible(shown());
            Locator large = page.locator("#large");
            large.press("ArrowDown");
            assertThat(page.locator("#looks")).containsText("[CLS] looks at");
            large.press("ArrowDown");
            large.press("ArrowDown");
            assertThat(page.locator("#looks")).containsText("cat looks at");
            assertThat(page.locator("#looks")).containsText("%");
            large.hover();
            assertThat(page.locator("#looks")).containsText("%");
        }
    }

    @Test
    void aPairOfTextsShowsTheCrossAttention() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/attention?model=tiny-marian&text=t5+t6+t7+t8&target=t9+t10+t11");
            assertThat(page.locator("#kinds button")).hasCount(3, loaded());
            assertThat(page.locator("#kinds [aria-pressed=true]")).hasText("Cross-attention");
            assertThat(page.locator("#heads [role=option]")).hasCount(2 * 4);
            page.locator("#large").press("ArrowDown");
            page.locator("#large").press("ArrowDown");
            assertThat(page.locator("#looks")).containsText("t9 looks at");
            visit.shoot("attention-cross");
            page.locator("#kinds button").nth(1).click();
            assertThat(page.locator("#kinds [aria-pressed=true]")).hasText("Encoder");
        }
    }

    /** Sparse attention shows which pairs it leaves out: their weight is nothing. */
    @ParameterizedTest
    @CsvSource({"tiny-gpt2-causal-lm, 9", "tiny-longformer, 20", "tiny-bigbird, 90", "all-MiniLM-L6-v2, 6"})
    void everyRowOfWeightsIsADistribution(String model, int words) {
        String text = String.join(" ", java.util.Collections.nCopies(words, "t7"));
        JsonNode map = Http.json(new Http(port).post("/api/attention", "application/json", """
                                {"model": "%s", "text": "%s"}
                                """.formatted(model, text)))
                .at("/maps/0");
        int layers = map.at("/layers").asInt();
        for (int layer = 0; layer < layers; layer++) {
            for (JsonNode row :
                    map.at("/weights").get(layer).get(map.at("/heads").asInt() - 1)) {
                double sum = 0;
                for (JsonNode weight : row) {
                    sum += weight.asDouble();
                }
                assertThat(sum).isBetween(0.9999, 1.0001);
                assertThat(row.size()).isEqualTo(map.at("/keys").size());
            }
        }
        if (model.equals("tiny-longformer")) {
            assertThat(map.at("/weights/0/0/0").get(words - 1).asDouble()).isZero();
        }
    }

    @Test
    void whatCannotBeShownIsExplainedAndTheTextKept() {
        try (Visit visit = new Visit(browsers.browser(), port)) {
            Page page = visit.page();
            page.navigate("/attention?model=tiny-gpt2-causal-lm&text=t5+t6");
            assertThat(page.locator("#heads [role=option]").first()).isVisible(shown());
            String endless = "t5 ".repeat(3000);
            page.locator("#look-text").fill(endless);
            page.locator("#look-run").click();
            assertThat(page.locator("#look-error-text")).containsText("tokens");
            assertThat(page.locator("#look-text")).hasValue(endless);
            visit.forgive("4");
            visit.shoot("attention-error");
        }
    }

    @Test
    void thePageIsAccessibleOnEveryScreenInBothThemes() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(390, 1280)) {
                try (Visit visit = new Visit(browsers.browser(), port, width, scheme, "de-DE")) {
                    Page page = visit.page();
                    page.navigate("/attention?model=all-MiniLM-L6-v2");
                    assertThat(page.locator("#heads [role=option]")).hasCount(6 * 12, loaded());
                    page.locator("#large").press("ArrowDown");
                    visit.requireAccessible("the page with its heads");
                    visit.shoot("attention-%d-%s".formatted(width, scheme.name().toLowerCase(Locale.ROOT)));
                }
            }
        }
    }
}
