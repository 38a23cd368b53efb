package dev.polyhead.webapp.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whatever strangers wrote - a file's name, EXIF, a transcript, a label, a model's card - is text on every page: no
 * template and no script has a way to write it as HTML.
 */
class NoRawHtmlTest {
    private static final Path RESOURCES = Path.of("src/main/resources");

    @Test
    void noTemplateWritesUnescapedText() throws IOException {
        assertThat(holding(RESOURCES.resolve("templates"), "th:utext|\\[\\(", 15))
                .isEmpty();
    }

    @Test
    void noScriptMakesElementsOfText() throws IOException {
        assertThat(holding(
                        RESOURCES.resolve("static/js"),
                        "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|createContextualFragment|\\beval\\(|"
                                + "new Function|setHTML|srcdoc",
                        10))
                .isEmpty();
    }

    private static List<Path> holding(Path folder, String forbidden, int least) throws IOException {
        Pattern pattern = Pattern.compile(forbidden);
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> files = walk.filter(Files::isRegularFile).toList();
            assertThat(files).as("files looked at").hasSizeGreaterThan(least);
            return files.stream()
                    .filter(file -> pattern.matcher(text(file)).find())
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
