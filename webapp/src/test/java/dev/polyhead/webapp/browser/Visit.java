package dev.polyhead.webapp.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One visitor with one page; closing it fails if the browser complained about anything on the way. */
public final class Visit implements AutoCloseable {
    private static final Path SHOTS = Path.of("target", "screenshots");

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    /** A visitor with a screen of this width, in this scheme of colours. */
    public Visit(Browser browser, int port, int width, ColorScheme scheme, String language) {
        this(browser, options(port, width).setColorScheme(scheme).setLocale(language));
    }

    /** A visitor at a desk. */
    public Visit(Browser browser, int port) {
        this(browser, options(port, 1280));
    }

    private Visit(Browser browser, Browser.NewContextOptions options) {
        context = browser.newContext(options);
        context.setDefaultTimeout(20_000);
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
    }

    /** A visitor whose browser runs no scripts. */
    public static Visit withoutScripts(Browser browser, int port) {
        return new Visit(browser, options(port, 1280).setJavaScriptEnabled(false));
    }

    private static Browser.NewContextOptions options(int port, int width) {
        return new Browser.NewContextOptions()
                .setBaseURL("http://localhost:" + port)
                .setViewportSize(width, width < 720 ? 844 : 800)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setAcceptDownloads(true)
                .setPermissions(List.of("microphone", "clipboard-read", "clipboard-write"));
    }

    /** The page. */
    public Page page() {
        return page;
    }

    /** Lets one complaint of the browser pass, such as the status of a request that is meant to fail. */
    public void forgive(String part) {
        complaints.removeIf(complaint -> complaint.contains(part));
    }

    /** Keeps what the page looks like. */
    public void shoot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SHOTS.resolve(name + ".png")));
    }

    /** Requires that axe finds nothing serious, and that nothing sticks out to the side. */
    public void requireAccessible(String what) {
        page.evaluate(Browsers.axe());
        Object found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
                + ".filter(v => v.impact === 'serious' || v.impact === 'critical')"
                + ".map(v => v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).slice(0, 3).join(' '))");
        assertThat((List<?>) found).as("what axe says of " + what).isEmpty();
        Object wide = page.evaluate("() => Math.max(...[document.documentElement, document.getElementById('main')]"
                + ".map(part => part.scrollWidth - part.clientWidth))");
        assertThat(((Number) wide).intValue())
                .as("pixels that " + what + " is too wide")
                .isLessThanOrEqualTo(0);
    }

    /** Drops a file of these bytes on the page. */
    public void drop(String name, byte[] bytes) {
        page.evaluate(
                "({name, bytes}) => { const data = new DataTransfer();"
                        + " data.items.add(new File([new Uint8Array(bytes)], name));"
                        + " document.body.dispatchEvent(new DragEvent('dragenter', {dataTransfer: data, bubbles: true}));"
                        + " document.body.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true})); }",
                Map.of("name", name, "bytes", ints(bytes)));
    }

    private static List<Integer> ints(byte[] bytes) {
        List<Integer> list = new ArrayList<>(bytes.length);
        for (byte each : bytes) {
            list.add(each & 0xff);
        }
        return list;
    }

    @Override
    public void close() {
        context.close();
        assertThat(complaints).as("what the browser complained about").isEmpty();
    }
}
