package dev.polyhead.webapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The texts of the pages: every language says everything, and no page asks for a text that is not there. */
class MessagesTest {
    private static final Path RESOURCES = Path.of("src/main/resources");

    /** A key in a template: written out, or with a part that is only known when the page is made. */
    private static final Pattern KEY = Pattern.compile("#\\{([\\w.]+)[}(]");

    private static final Pattern MADE_KEY = Pattern.compile("#\\{__\\$\\{'([\\w.]+)' \\+");

    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d)}");

    @Test
    void everyFeatureSpeaksEnglishAndGerman() throws IOException {
        List<String> english = features("en");
        assertThat(english).hasSizeGreaterThan(9);
        assertThat(features("de")).isEqualTo(english);
        for (String feature : english) {
            Map<String, String> here = read(feature, "en");
            Map<String, String> there = read(feature, "de");
            assertThat(there.keySet()).as("keys of " + feature).isEqualTo(here.keySet());
            there.forEach((key, text) -> {
                assertThat(text).as(key).isNotBlank();
                assertThat(arguments(text)).as("arguments of " + key).isEqualTo(arguments(here.get(key)));
            });
        }
    }

    @Test
    void noKeyIsSaidTwice() throws IOException {
        Map<String, String> first = new HashMap<>();
        for (String feature : features("en")) {
            for (String key : read(feature, "en").keySet()) {
                assertThat(first.put(key, feature)).as("who else says " + key).isNull();
            }
        }
    }

    @Test
    void everyTextThatATemplateAsksForIsThere() throws IOException {
        Set<String> known = new TreeSet<>();
        for (String feature : features("en")) {
            known.addAll(read(feature, "en").keySet());
        }
        int asked = 0;
        for (Path template : files("templates", ".html")) {
            String text = Files.readString(template);
            for (Matcher key = KEY.matcher(text); key.find(); asked++) {
                assertThat(known).as(template.toString()).contains(key.group(1));
            }
            for (Matcher start = MADE_KEY.matcher(text); start.find(); asked++) {
                String beginning = start.group(1);
                assertThat(known)
                        .as("a text of %s that begins with %s".formatted(template, beginning))
                        .anyMatch(key -> key.startsWith(beginning));
            }
        }
        assertThat(asked).as("keys found in templates").isGreaterThan(300);
    }

    private static Set<String> arguments(String text) {
        Set<String> found = new TreeSet<>();
        for (Matcher argument = ARGUMENT.matcher(text); argument.find(); ) {
            found.add(argument.group(1));
        }
        return found;
    }

    private static List<String> features(String language) throws IOException {
        String end = "_" + language + ".properties";
        return files("messages", end).stream()
                .map(file -> file.getFileName().toString().replace(end, ""))
                .toList();
    }

    private static Map<String, String> read(String feature, String language) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(
                RESOURCES.resolve("messages").resolve(feature + "_" + language + ".properties"))) {
            properties.load(in);
        }
        Map<String, String> texts = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> texts.put(key, properties.getProperty(key)));
        return texts;
    }

    private static List<Path> files(String folder, String end) throws IOException {
        try (Stream<Path> files = Files.list(RESOURCES.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }
}
